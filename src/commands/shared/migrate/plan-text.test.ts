import { expect, test } from 'vitest';
import type { SystemPlan } from './migration-plan.ts';
import { standsInTheWay } from './migration-plan.ts';
import { planText } from './plan-text.ts';

const PLAN: SystemPlan = {
  system: 'maia',
  operators: [{ namespace: 'maia-system', name: 'maia-operator', image: 'op:1', replicas: 2, ready: 1, is: 'upstream' }],
  leases: [{ namespace: 'maia-system', name: 'lease', holder: 'pod-1' }],
  definitions: [
    {
      name: 'maiainstances.maia.cuemby.com',
      is: 'foreign',
      managers: ['kubectl'],
      versions: [],
      lost: ['v1.spec.old'],
      tightened: Array.from({ length: 12 }, (_, index) => `v1.spec.f${String(index)}: minimum 1`),
      storedVersions: ['v1'],
      refused: [],
      moreRefused: 3,
    },
  ],
  objects: [
    {
      object: 'maiainstance.maia.cuemby.com/acme',
      namespace: 'team',
      finalizers: [{ name: 'a/b', honoured: false }],
      children: [
        {
          object: 'deployment.apps/acme',
          namespace: 'team',
          fate: 'changed',
          managers: ['manager'],
          takenFrom: ['manager'],
          fields: [{ path: 'spec.template.spec.x', live: 1, desired: 2 }],
          restarts: ['acme-1', 'acme-2'],
          restartsPods: true,
        },
      ],
    },
  ],
  findings: [{ weight: 'note', about: 'x', message: 'good to know' }],
};

test('a plan for people names operator, lease, definition, children and what stands in the way', async () => {
  const text = await planText([PLAN], undefined);
  expect(text).toBe(`maia
  operator: deployment/maia-operator in namespace maia-system (op:1), 1 of 2 ready: will be stopped
  lease: maia-system/lease is held by pod-1
  definition: maiainstances.maia.cuemby.com was put there by kubectl and differs: will be taken over
    not in ours:
      v1.spec.old
    ours accepts less:
${Array.from({ length: 10 }, (_, index) => `      v1.spec.f${String(index)}: minimum 1\n`).join('')}      and 2 more: -o json has all
    3 more objects do not fit
  maiainstance.maia.cuemby.com/acme in namespace team, held by a/b (unknown)
    CHILD                  NAMESPACE   WRITTEN BY   WILL BE   RESTARTS         FIELDS
    deployment.apps/acme   team        manager      changed   acme-1, acme-2   spec.template.spec.x
note: x: good to know
`);
});

test('a note stands in nobody’s way', () => {
  expect(standsInTheWay([PLAN])).toBe(false);
  expect(standsInTheWay([{ ...PLAN, findings: [{ weight: 'by hand', about: 'x', message: 'y' }] }])).toBe(true);
});
