import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterSpec, marieClusterPrimary } from '../../../../test/support/marie-clusters.ts';
import {
  conditionOf,
  jobObject,
  NOON,
  planned,
  running,
  settled,
  sizeOf,
  UNREACHABLE,
  type ClusterPlan,
  type ClusterScene,
} from '../../../../test/support/marie-cluster.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { WaitingWork } from '../gateway.ts';

const POOL = {
  groupName: 'ocr',
  executorType: 'ocr',
  executorNames: ['extract_executor'],
  gpu: true,
  replicas: 0,
  minReplicas: 0,
  maxReplicas: 4,
};
const SECRETS = { 'apps/docs-api-key': { api_key: 'mas_x' } };
const WAITING = { waiting: { extract_executor: 1 } };
const MINUTE = 60_000;

function slots(used: number, capacity = 4): Pick<WaitingWork, 'slots'> {
  return { slots: { extract_executor: { capacity, used, available: capacity - used } } };
}

/** A cluster over time: each look settles what the one before decided. */
async function pool(groups: readonly object[] = [POOL]): Promise<{
  look(scene?: ClusterScene): Promise<ClusterPlan>;
  children(): readonly KubeObject[];
}> {
  const spec = clusterSpec(groups);
  let { children, plan } = await running(spec, { secrets: SECRETS });
  return {
    children: () => children,
    look: async (scene = {}) => {
      const primary = marieClusterPrimary(spec, { status: plan.status });
      plan = await planned(primary, { secrets: SECRETS, children, ...scene });
      children = settled(plan);
      return plan;
    },
  };
}

test('a pool at zero wakes for a row and sleeps again after the idle time, not before', async () => {
  const { look } = await pool();
  expect(sizeOf(await look(), 'ocr')).toBe(0);
  const woken = await look({ gateway: WAITING });
  expect(sizeOf(woken, 'ocr')).toBe(1);
  expect(woken.events).toContainEqual(expect.objectContaining({ reason: 'ScaledUp' }));
  expect(woken.recheckAfter).toBe(5_000);
  expect(sizeOf(await look({ now: NOON + MINUTE }), 'ocr')).toBe(1);
  const waiting = await look({ now: NOON + 5 * MINUTE });
  expect([sizeOf(waiting, 'ocr'), waiting.recheckAfter]).toEqual([1, 30_000]);
  const asleep = await look({ now: NOON + 6 * MINUTE });
  expect(sizeOf(asleep, 'ocr')).toBe(0);
  expect(asleep.events).toContainEqual(expect.objectContaining({ reason: 'ScaledDown' }));
  expect((await look({ now: NOON + 7 * MINUTE })).status.phase).toBe('Running');
});

test('a MarieJob wakes it before the gateway lists anything, and even where the gateway is silent', async () => {
  const job = jobObject('one', { clusterRef: 'docs', jobType: 'ocr' });
  for (const gateway of [{}, UNREACHABLE]) {
    const { look } = await pool();
    expect(sizeOf(await look({ gateway, others: [job] }), 'ocr')).toBe(1);
  }
});

test.each([
  ['of another cluster', { clusterRef: 'other', jobType: 'ocr' }, {}],
  ['bound to another cluster', { clusterRef: 'docs', jobType: 'ocr' }, { clusterName: 'other' }],
  ['that has ended', { clusterRef: 'docs', jobType: 'ocr' }, { phase: 'Failed' }],
  ['that is suspended', { clusterRef: 'docs', jobType: 'ocr', suspend: true }, {}],
])('a job %s wakes nothing', async (_what, spec, status) => {
  const { look } = await pool();
  expect(sizeOf(await look({ others: [jobObject('one', spec, status)] }), 'ocr')).toBe(0);
});

test('a job that cannot be submitted for want of a key wakes nothing', async () => {
  const { look } = await pool();
  expect(sizeOf(await look({ secrets: {}, others: [jobObject('one', { clusterRef: 'docs', jobType: 'ocr' })] }), 'ocr')).toBe(0);
});

test('it grows at once to its work, by the slots of a pod, and never beyond its bounds', async () => {
  const { look } = await pool();
  expect(sizeOf(await look({ gateway: { waiting: { extract_executor: 3 } } }), 'ocr')).toBe(3);
  expect(sizeOf(await look({ gateway: { waiting: { extract_executor: 99 } } }), 'ocr')).toBe(4);
  const env = [{ name: 'MARIE_SLOTS_EXTRACT_EXECUTOR_PER_NODE', value: '2' }];
  const spec = clusterSpec([POOL], { serverSpec: { template: { spec: { containers: [{ name: 'marie', image: 'm:1', env }] } } } });
  const first = await running(spec);
  expect(sizeOf(await planned(first.primary, { children: first.children, gateway: { waiting: { extract_executor: 5 } } }), 'ocr')).toBe(3);
});

describe('it never shrinks', () => {
  const LATER = NOON + 60 * MINUTE;
  test.each([
    ['while a task holds a slot', slots(1)],
    ['while a task runs whose slot is not told', { active: { extract_executor: 1 } }],
    ['while the gateway does not answer', UNREACHABLE],
  ])('%s', async (_what, gateway) => {
    const { look } = await pool();
    await look({ gateway: { waiting: { extract_executor: 4 } } });
    await look({ now: NOON + MINUTE });
    expect(sizeOf(await look({ now: LATER, gateway: gateway ?? {} }), 'ocr')).toBe(4);
  });

  test('while the server is not ready, and says what it waits for', async () => {
    const { children, look } = await pool();
    await look({ gateway: WAITING });
    const down = children().map((child) => (child.metadata.name === 'docs-server' ? { ...child, status: {} } : child));
    const plan = await look({ now: LATER, children: down });
    expect([sizeOf(plan, 'ocr'), conditionOf(plan, 'Autoscaling')]).toEqual([1, 'False/SignalUnknown']);
  });
});

test('fewer tasks than pods: it shrinks to what they need, at a moment when none runs', async () => {
  const { look } = await pool();
  await look({ gateway: { waiting: { extract_executor: 4 } } });
  await look({ now: NOON + MINUTE, gateway: WAITING });
  expect(sizeOf(await look({ now: NOON + 7 * MINUTE, gateway: { ...WAITING, ...slots(1) } }), 'ocr')).toBe(4);
  expect(sizeOf(await look({ now: NOON + 8 * MINUTE, gateway: WAITING }), 'ocr')).toBe(1);
});

test('a node that a restart orphaned is active for ever, but holds no slot: the pool sleeps', async () => {
  const { look } = await pool();
  await look({ gateway: WAITING });
  const orphan = { active: { extract_executor: 1 }, ...slots(0) };
  await look({ now: NOON + MINUTE, gateway: orphan });
  expect(sizeOf(await look({ now: NOON + 7 * MINUTE, gateway: orphan }), 'ocr')).toBe(0);
});

test('each pool gets its own work; what nobody names goes to the only pool without names', async () => {
  const { look } = await pool([POOL, { groupName: 'rest', replicas: 0, minReplicas: 0, maxReplicas: 3 }]);
  const plan = await look({ gateway: { waiting: { extract_executor: 1, odd_executor: 2 } } });
  expect([sizeOf(plan, 'ocr'), sizeOf(plan, 'rest')]).toEqual([1, 2]);
});

test('a suspended pool does not wake; resumed, it comes back at its least size and grows by its work', async () => {
  const { children, look } = await pool([{ ...POOL, replicas: 2, suspend: true }]);
  const { status } = await look({ gateway: WAITING });
  expect(status.executorGroupStatuses['ocr']?.replicas).toBe(0);
  const resumed = marieClusterPrimary(clusterSpec([{ ...POOL, replicas: 2 }]), { status });
  expect(sizeOf(await planned(resumed, { children: children() }), 'ocr')).toBe(0);
  expect(sizeOf(await planned(resumed, { children: children(), gateway: WAITING }), 'ocr')).toBe(1);
});

test('annotations stand in for the fields where the definition has none', async () => {
  const template = {
    metadata: { annotations: { 'marie.ai/executor-names': 'a_executor, b_executor', 'marie.ai/idle-timeout-seconds': '0' } },
    spec: { containers: [{ name: 'marie', image: 'm:1' }] },
  };
  const { look } = await pool([{ groupName: 'x', replicas: 0, minReplicas: 0, maxReplicas: 3, template }, POOL]);
  expect(sizeOf(await look({ gateway: { waiting: { b_executor: 2 } } }), 'x')).toBe(2);
  expect(sizeOf(await look(), 'x')).toBe(0);
});

test('500 histories: within its bounds, never below running work, never shrinking on silence', async () => {
  const moment = fc.record({
    waiting: fc.integer({ min: 0, max: 6 }),
    used: fc.integer({ min: 0, max: 4 }),
    silent: fc.boolean(),
    minutes: fc.integer({ min: 0, max: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 8 }), async (moments) => {
      const { look } = await pool([{ ...POOL, minReplicas: 1 }]);
      let now = NOON;
      let size = 1;
      for (const { minutes, silent, used, waiting } of moments) {
        now += minutes * MINUTE;
        const busy = Math.min(used, size);
        const work = { waiting: { extract_executor: waiting }, ...slots(busy) };
        const next = sizeOf(await look({ now, gateway: silent ? UNREACHABLE : work }), 'ocr');
        expect(next).toBeGreaterThanOrEqual(1);
        expect(next).toBeLessThanOrEqual(4);
        if (silent || busy > 0) expect(next).toBeGreaterThanOrEqual(size);
        if (!silent) expect(next).toBeGreaterThanOrEqual(Math.min(4, busy + waiting));
        size = next;
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);
