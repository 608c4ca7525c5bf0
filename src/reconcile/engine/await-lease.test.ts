import { expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { sampleError, sampleObject } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { LEASE } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import { silentLog } from '../../kernel/log.ts';
import { awaitLease, type AwaitLeaseOptions } from './await-lease.ts';
import type { Seizure } from './lease.ts';
import type { LeaseGuard } from './lease-guard.ts';

const KEY = { namespace: 'home', name: 'widgets.test.dev' };
const HOLDER = { ...KEY, identity: 'other' };
const GUARD: LeaseGuard = { covers: () => true, lost: new AbortController().signal, release: () => Promise.resolve() };

interface Bench extends ScriptedApi {
  readonly clock: FakeClock;
  /** What is there. An Error is what the API server answers. */
  lease: KubeObject | Error | undefined;
  /** What `acquire` was allowed to take, each time. */
  readonly seized: boolean[];
  /** Thrown by `acquire`. */
  refuses: Error | undefined;
  readonly told: string[];
  readonly stop: AbortController;
  readonly wait: (options?: Partial<AwaitLeaseOptions>) => Promise<LeaseGuard>;
}

function heldBy(holderIdentity: string, resourceVersion: string): KubeObject {
  return sampleObject(LEASE, KEY, { metadata: { resourceVersion }, spec: { holderIdentity, leaseDurationSeconds: 15 } });
}

function bench(): Bench {
  const scripted = scriptedApi({
    get: () => {
      if (at.lease instanceof Error) throw at.lease;
      if (at.lease === undefined) throw sampleError('NotFound');
      return at.lease;
    },
  });
  const log: Log = { ...silentLog, info: (message) => void at.told.push(message) };
  const at: Bench = {
    ...scripted,
    clock: fakeClock(),
    lease: undefined,
    seized: [],
    refuses: undefined,
    told: [],
    stop: new AbortController(),
    wait: (options = {}) =>
      awaitLease({
        api: scripted.api,
        clock: at.clock,
        random: () => 0,
        log,
        identity: 'me',
        namespaces: [KEY.namespace],
        names: [KEY.name],
        acquire: (seize: Seizure) => {
          at.seized.push(seize.from(HOLDER));
          return at.refuses === undefined ? Promise.resolve(GUARD) : Promise.reject(at.refuses);
        },
        isTaken: (error) => (error === at.refuses ? at.refuses?.message : undefined),
        signal: at.stop.signal,
        ...options,
      }),
  };
  return at;
}

async function isDone(promise: Promise<unknown>): Promise<boolean> {
  return await Promise.race([promise.then(() => true), new Promise<false>((resolve) => setImmediate(() => resolve(false)))]);
}

test('a lease that there is not, or that was given back, is taken at once', async () => {
  const absent = bench();
  expect(await absent.wait()).toBe(GUARD);
  const free = bench();
  free.lease = heldBy('', '1');
  expect(await free.wait()).toBe(GUARD);
  expect(free.seized).toEqual([false]);
});

test('one that is renewed is waited for, told once, and taken two seconds after it was given back at the latest', async () => {
  const at = bench();
  at.lease = heldBy('other', '1');
  const waiting = at.wait();
  for (let version = 2; version < 30; version += 1) {
    await at.clock.advanceAsync(2_000);
    at.lease = heldBy('other', String(version));
  }
  expect([at.seized, at.told]).toEqual([[], ['standing by: other holds lease home/widgets.test.dev']]);
  at.lease = heldBy('', '31');
  await at.clock.advanceAsync(2_000);
  expect(await isDone(waiting)).toBe(true);
});

test('one that stands still is taken from its holder once it has lasted, and not a moment before', async () => {
  const at = bench();
  at.lease = heldBy('other', '1');
  const waiting = at.wait();
  await at.clock.advanceAsync(14_900);
  expect(at.seized).toEqual([]);
  await at.clock.advanceAsync(1_200);
  expect(at.seized).toEqual([true]);
  expect(await isDone(waiting)).toBe(true);
});

test('a renewal begins the watching anew', async () => {
  const at = bench();
  at.lease = heldBy('other', '1');
  const waiting = at.wait();
  await at.clock.advanceAsync(13_000);
  at.lease = heldBy('other', '2');
  await at.clock.advanceAsync(14_000);
  expect([at.seized, await isDone(waiting)]).toEqual([[], false]);
  at.stop.abort(new Error('over'));
  await rejection(waiting);
});

test('somebody else at work is waited for, a cluster that cannot be asked too; a refusal ends it', async () => {
  const at = bench();
  at.refuses = new Error('deployment/x is ready');
  const waiting = at.wait();
  await at.clock.advanceAsync(5_000);
  at.lease = sampleError('ServiceUnavailable');
  await at.clock.advanceAsync(2_000);
  expect(at.told[0]).toBe('standing by: deployment/x is ready');
  expect(at.told).toHaveLength(2);
  at.lease = sampleError('Forbidden');
  const ended = rejection(waiting);
  await at.clock.advanceAsync(2_000);
  expect(await ended).toMatchObject({ reason: 'Forbidden' });
});

test('the end of the program ends the wait', async () => {
  const at = bench();
  at.lease = heldBy('other', '1');
  const ended = rejection(at.wait());
  await at.clock.advanceAsync(0);
  at.stop.abort(new Error('over'));
  expect(await ended).toMatchObject({ message: 'over' });
});
