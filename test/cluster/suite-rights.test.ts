import { expect, inject } from 'vitest';
import { clusterTest } from '../support/describe-cluster.ts';
import { complaintsOf, enterPlane } from '../support/privilege-ledger.ts';

clusterTest(
  'what the reconcile loops of all tests did is within the rights that are generated for them, and in a run of all tests every right is used or has a reason',
  async (plane) => {
    const ledger = inject('privilegeLedger');
    // A server that runs already has no accounts for loops.
    if (ledger === undefined) return;
    await enterPlane(ledger, 'shared', plane);
    expect(await complaintsOf(ledger)).toEqual([]);
  },
);
