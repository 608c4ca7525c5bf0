import { describe, inject, test } from 'vitest';
import type { SharedControlPlane } from './control-plane-setup.ts';

/** What a case needs beyond an API server. */
export interface ClusterNeeds {
  /** Controllers, scheduler and kubelets: without them the case is skipped. Default: none. */
  readonly needs?: 'controllers';
}

function whySkipped(options: ClusterNeeds): string | undefined {
  const why = inject('clusterSkipped');
  if (why !== undefined) return why;
  return options.needs === 'controllers' && !inject('controllers') ? 'needs controllers, and only API server and etcd run' : undefined;
}

function sharedPlane(): SharedControlPlane {
  const plane = inject('controlPlane');
  if (plane === undefined) throw new Error('no control plane: this file is not in project `cluster`');
  return plane;
}

/**
 * A suite against the real API server. `body` gets the shared control plane. Where it cannot run, one skipped test says why.
 * Tests share the server: use a namespace of your own (`uniqueNamespace`), and cluster-scoped names that nobody else uses.
 */
export function describeCluster(name: string, body: (plane: SharedControlPlane) => void, options: ClusterNeeds = {}): void {
  const why = whySkipped(options);
  if (why !== undefined) {
    test(name, (context) => context.skip(why));
    return;
  }
  describe(name, () => {
    body(sharedPlane());
  });
}

/** One test against the real API server. */
export function clusterTest(name: string, body: (plane: SharedControlPlane) => Promise<void>, options: ClusterNeeds = {}): void {
  test(name, async (context) => {
    const why = whySkipped(options);
    if (why !== undefined) context.skip(why);
    await body(sharedPlane());
  });
}
