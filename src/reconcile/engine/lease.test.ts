import { expect, onTestFinished, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { LEASE } from '../../kernel/builtin-types.ts';
import { microTimestamp } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { silentLog } from '../../kernel/log.ts';
import { acquireLease, holderOf, SCOPE_ANNOTATION, type HeldLease } from './lease.ts';

const KEY = { namespace: 'system', name: 'widgets.test.dev' };

/** A server that stores one Lease and refuses stale writes. `fault` may answer a call in its place. */
interface Bench extends ScriptedApi {
  readonly clock: FakeClock;
  lease: KubeObject | undefined;
  fault: ((call: RecordedCall) => Promise<void> | void) | undefined;
  readonly acquire: (identity?: string) => ReturnType<typeof acquireLease>;
  readonly hold: () => Promise<HeldLease>;
  readonly spec: () => Readonly<Record<string, unknown>>;
}

function leaseOf(clock: FakeClock, spec: object, annotations = {}): KubeObject {
  const claimed = {
    leaseDurationSeconds: 15,
    renewTime: microTimestamp(clock.now()),
    acquireTime: microTimestamp(clock.now()),
    leaseTransitions: 3,
    ...spec,
  };
  return sampleObject(LEASE, KEY, { metadata: { annotations }, spec: claimed });
}

function bench(): Bench {
  const clock = fakeClock();
  const store = async (call: RecordedCall): Promise<KubeObject> => {
    await at.fault?.(call);
    const sent = call.body as KubeObject;
    const before = at.lease?.metadata.resourceVersion;
    if (call.verb === 'create' ? before !== undefined : before !== sent.metadata.resourceVersion)
      throw sampleError(before === undefined || call.verb === 'replace' ? 'Conflict' : 'AlreadyExists');
    const resourceVersion = String(Number(before ?? '0') + 1);
    at.lease = { ...sent, metadata: { ...sampleObject(LEASE, KEY).metadata, ...sent.metadata, resourceVersion } };
    return at.lease;
  };
  const scripted = scriptedApi({
    get: async (call) => {
      await at.fault?.(call);
      if (at.lease === undefined) throw sampleError('NotFound');
      return at.lease;
    },
    create: store,
    replace: store,
  });
  const acquire = async (identity = 'me'): ReturnType<typeof acquireLease> =>
    acquireLease({ api: scripted.api, clock, log: silentLog, key: KEY, identity, scope: 'a,b' });
  const at: Bench = {
    ...scripted,
    clock,
    lease: undefined,
    fault: undefined,
    acquire,
    spec: () => at.lease?.['spec'] as Readonly<Record<string, unknown>>,
    hold: async () => {
      const result = await acquire();
      if ('holder' in result) throw new Error(`held by ${result.holder.identity}`);
      onTestFinished(async () => {
        at.fault = undefined;
        await result.held.release();
      });
      return result.held;
    },
  };
  return at;
}

/** Never answers, until the call is broken off. */
async function hang(call: RecordedCall): Promise<never> {
  return new Promise((_resolve, reject) => {
    const { signal } = call.options;
    if (signal instanceof AbortSignal) signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

test('a lease that does not exist is made, with its scope', async () => {
  const at = bench();
  const now = microTimestamp(at.clock.now());
  const held = await at.hold();
  expect(at.lines()).toEqual([
    'get leases.coordination.k8s.io system/widgets.test.dev',
    'create leases.coordination.k8s.io system/widgets.test.dev',
  ]);
  expect(at.spec()).toEqual({ holderIdentity: 'me', leaseDurationSeconds: 15, acquireTime: now, renewTime: now, leaseTransitions: 0 });
  expect(at.lease?.metadata.annotations).toEqual({ [SCOPE_ANNOTATION]: 'a,b' });
  expect([held.covers(14_999), held.covers(15_000), held.lost.aborted]).toEqual([true, false, false]);
});

test('one that has run out, or was given back, is taken over; what else it carries stays', async () => {
  const at = bench();
  at.lease = leaseOf(at.clock, { holderIdentity: 'dead' }, { note: 'x' });
  at.clock.advance(300_001);
  await at.hold();
  expect(at.spec()).toMatchObject({ holderIdentity: 'me', leaseTransitions: 4, renewTime: microTimestamp(at.clock.now()) });
  expect(at.lease.metadata.annotations).toEqual({ note: 'x', [SCOPE_ANNOTATION]: 'a,b' });
  const free = bench();
  free.lease = leaseOf(free.clock, { holderIdentity: '' });
  await free.hold();
  expect(free.spec()).toMatchObject({ holderIdentity: 'me' });
});

test('one that ran out a moment ago is watched for its whole length before it is taken: the clocks may differ', async () => {
  const at = bench();
  at.lease = leaseOf(at.clock, { holderIdentity: 'dead' });
  at.clock.advance(15_001);
  const held = at.hold();
  await at.clock.advanceAsync(14_999);
  expect(at.spec()).toMatchObject({ holderIdentity: 'dead' });
  await at.clock.advanceAsync(10);
  await held;
  expect(at.spec()).toMatchObject({ holderIdentity: 'me' });
});

test('one whose holder renews it by a clock behind ours is not taken', async () => {
  const at = bench();
  const behind = fakeClock(at.clock.now() - 20_000);
  at.lease = leaseOf(behind, { holderIdentity: 'alive' });
  const asked = at.acquire();
  await at.clock.advanceAsync(1);
  behind.advance(2_000);
  at.lease = { ...leaseOf(behind, { holderIdentity: 'alive' }), metadata: { ...at.lease.metadata, resourceVersion: '100' } };
  await at.clock.advanceAsync(2_000);
  expect(await asked).toMatchObject({ holder: { identity: 'alive', scope: '*' } });
  expect(at.spec()).toMatchObject({ holderIdentity: 'alive' });
});

test('one that is held is not written, and its holder is told; another operator’s counts for all namespaces', async () => {
  const at = bench();
  at.lease = leaseOf(at.clock, { holderIdentity: 'pod-1' });
  at.clock.advance(14_999);
  expect(await at.acquire()).toEqual({
    holder: { identity: 'pod-1', namespace: 'system', name: 'widgets.test.dev', scope: '*', ageMs: 14_999 },
  });
  expect(at.calls).toHaveLength(1);
  expect(holderOf(leaseOf(at.clock, { holderIdentity: 'x' }, { [SCOPE_ANNOTATION]: 'a' }), at.clock.now())?.scope).toBe('a');
});

test('who was quicker is the holder', async () => {
  const at = bench();
  at.fault = ({ verb }) => {
    if (verb === 'create') at.lease ??= leaseOf(at.clock, { holderIdentity: 'quicker' });
  };
  expect(await at.acquire()).toMatchObject({ holder: { identity: 'quicker' } });
});

test('where leases may not be written, the reason is thrown', async () => {
  const at = bench();
  at.fault = ({ verb }) => {
    if (verb === 'create') throw sampleError('Forbidden');
  };
  await expect(at.acquire()).rejects.toThrow('Forbidden');
});

test('it is renewed every two seconds, and covers fifteen from the last time', async () => {
  const at = bench();
  const held = await at.hold();
  for (let second = 0; second < 60; second += 1) await at.clock.advanceAsync(1_000);
  expect(at.calls.filter(({ verb }) => verb === 'replace')).toHaveLength(30);
  expect(at.spec()).toMatchObject({ holderIdentity: 'me', leaseTransitions: 0, renewTime: microTimestamp(at.clock.now()) });
  expect([held.covers(14_999), held.lost.aborted]).toEqual([true, false]);
});

test('the time runs from the moment it was claimed, not from the answer', async () => {
  const at = bench();
  at.fault = ({ verb }) => {
    if (verb === 'create') at.clock.advance(4_000);
  };
  const held = await at.hold();
  expect([held.covers(10_999), held.covers(11_000)]).toEqual([true, false]);
});

test.each<[string, (call: RecordedCall) => Promise<void> | void]>([
  ['fails', () => Promise.reject(sampleError('Unreachable'))],
  ['hangs', hang],
])('it is lost after ten seconds in which every renewal %s, and a short failure is forgiven', async (_how, fault) => {
  const at = bench();
  const held = await at.hold();
  at.fault = fault;
  await at.clock.advanceAsync(9_999);
  expect([held.lost.aborted, held.covers(5_000)]).toEqual([false, true]);
  await at.clock.advanceAsync(1);
  expect([held.lost.aborted, held.covers(0)]).toEqual([true, false]);
  expect(String(held.lost.reason)).toContain('could not be renewed for 10 s');
  expect(at.clock.pending()).toBe(0);
  const forgiven = bench();
  const kept = await forgiven.hold();
  forgiven.fault = () => Promise.reject(sampleError('Unreachable'));
  await forgiven.clock.advanceAsync(7_000);
  forgiven.fault = undefined;
  await forgiven.clock.advanceAsync(9_000);
  expect(kept.lost.aborted).toBe(false);
});

test('it is lost at once when another holder is seen', async () => {
  const at = bench();
  const held = await at.hold();
  at.lease = {
    ...leaseOf(at.clock, { holderIdentity: 'thief' }),
    metadata: { ...sampleObject(LEASE, KEY).metadata, resourceVersion: '99' },
  };
  await at.clock.advanceAsync(2_000);
  expect(held.lost.aborted).toBe(true);
  expect(String(held.lost.reason)).toContain('was taken by thief');
  const calls = at.calls.length;
  await held.release();
  expect(at.calls).toHaveLength(calls);
  expect(at.spec()).toMatchObject({ holderIdentity: 'thief' });
});

test('an edit by hand, or our own write whose answer was lost, loses nothing', async () => {
  const at = bench();
  const held = await at.hold();
  if (at.lease !== undefined) at.lease = { ...at.lease, metadata: { ...at.lease.metadata, resourceVersion: '50' } };
  await at.clock.advanceAsync(2_000);
  expect(held.lost.aborted).toBe(false);
  expect(at.lease?.metadata.resourceVersion).toBe('51');
  expect(at.spec()).toMatchObject({ renewTime: microTimestamp(at.clock.now()) });
});

test('what could not be stored is no renewal, though the lease is still ours', async () => {
  const at = bench();
  const held = await at.hold();
  // Somebody writes it without end: every renewal meets another version, and others see the time of the claim.
  at.fault = ({ verb }) => {
    if (verb === 'replace' && at.lease !== undefined)
      at.lease = { ...at.lease, metadata: { ...at.lease.metadata, resourceVersion: `${at.lease.metadata.resourceVersion}0` } };
  };
  await at.clock.advanceAsync(10_000);
  expect([held.lost.aborted, held.covers(0)]).toEqual([true, false]);
});

test('a claim that was stored although its answer was lost is our own', async () => {
  const at = bench();
  at.lease = leaseOf(at.clock, { holderIdentity: '' });
  let isLost = true;
  at.fault = ({ verb, body }) => {
    if (verb !== 'replace' || !isLost) return;
    isLost = false;
    // The client has sent it again, and the version of the second one is old.
    at.lease = { ...(body as KubeObject), metadata: { ...(body as KubeObject).metadata, resourceVersion: '7' } };
  };
  const held = await at.hold();
  expect(at.spec()).toMatchObject({ holderIdentity: 'me' });
  expect(held.covers(14_999)).toBe(true);
});

test('one that somebody deleted is made anew and stays ours, unless another one was quicker', async () => {
  const at = bench();
  const held = await at.hold();
  at.lease = undefined;
  await at.clock.advanceAsync(2_000);
  expect(at.spec()).toMatchObject({ holderIdentity: 'me', renewTime: microTimestamp(at.clock.now()) });
  expect(at.lease).toMatchObject({ metadata: { annotations: { [SCOPE_ANNOTATION]: 'a,b' } } });
  await at.clock.advanceAsync(20_000);
  expect([held.lost.aborted, held.covers(12_000)]).toEqual([false, true]);
  at.lease = undefined;
  at.fault = ({ verb }) => {
    if (verb === 'create') at.lease = leaseOf(at.clock, { holderIdentity: 'quicker' });
  };
  await at.clock.advanceAsync(4_000);
  expect(held.lost.aborted).toBe(true);
  expect(at.spec()).toMatchObject({ holderIdentity: 'quicker' });
});

test('giving back frees it at once and leaves no timer', async () => {
  const at = bench();
  const held = await at.hold();
  await held.release();
  expect(at.spec()).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  expect([at.clock.pending(), held.covers(0), held.lost.aborted]).toEqual([0, false, false]);
});

test('giving back works though a renewal was broken off that the server had stored', async () => {
  const at = bench();
  const held = await at.hold();
  at.fault = async (call) => {
    at.fault = undefined;
    if (at.lease !== undefined) at.lease = { ...at.lease, metadata: { ...at.lease.metadata, resourceVersion: '77' } };
    await hang(call);
  };
  await at.clock.advanceAsync(2_000);
  await held.release();
  expect(at.spec()).toMatchObject({ holderIdentity: '' });
});

test('giving back never rejects', async () => {
  const at = bench();
  const held = await at.hold();
  at.fault = () => Promise.reject(sampleError('Unreachable'));
  await expect(held.release()).resolves.toBeUndefined();
});
