import { afterEach, beforeEach, expect, test } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { connect, type Connection } from '../src/cluster/connect.ts';
import { keyOf, type KubeObject } from '../src/kernel/kube-object.ts';
import { silentLog } from '../src/kernel/log.ts';
import { createObjectStore, type ObjectStore } from '../src/reconcile/engine/object-store.ts';
import { runReflector, type ReflectorState } from '../src/reconcile/engine/reflector.ts';
import { hurriedClock } from './support/hurried-clock.ts';
import { seededRandom } from './support/seeded-random.ts';
import { seededFaults, type SeededFaults } from './support/watch-faults.ts';
import { startWatchServer, type WatchServer } from './support/watch-server.ts';

const CHANGES = 10_000;
const NAMES = 400;

let server: WatchServer;
let connection: Connection;

beforeEach(async () => {
  server = await startWatchServer();
  connection = await connect({
    program: 'test',
    version: '0',
    fieldManager: 'test',
    kubeconfig: server.kubeconfig,
    clock: hurriedClock(500),
  });
});

afterEach(async () => {
  connection.close();
  await server.close();
});

interface Watched {
  readonly store: ObjectStore;
  /** Built from what the store told its listener alone. */
  readonly mirror: Map<string, KubeObject>;
  readonly state: () => ReflectorState;
  /** How often it told that something went wrong: also time-outs of a machine that is too slow for this hurry. */
  readonly failures: () => number;
  readonly stop: () => Promise<void>;
}

function watchIt(seed: number): Watched {
  const store = createObjectStore((error) => {
    throw error;
  });
  const mirror = new Map<string, KubeObject>();
  store.listen(({ key, before, after }) => {
    expect(mirror.get(key)).toBe(before);
    if (after === undefined) mirror.delete(key);
    else mirror.set(key, after);
  });
  let state: ReflectorState = { synced: false, lists: 0 };
  let failures = 0;
  const end = new AbortController();
  const running = runReflector(
    {
      api: connection.api,
      type: server.type,
      store,
      transform: (object) => object,
      clock: hurriedClock(500),
      random: seededRandom(seed),
      log: silentLog,
      idleTimeoutMs: 60_000,
      onState: (next) => {
        state = next;
        if (next.error !== undefined) failures += 1;
      },
    },
    end.signal,
  );
  return {
    store,
    mirror,
    state: () => state,
    failures: () => failures,
    stop: async () => {
      end.abort();
      await running;
    },
  };
}

/** Random creates, updates and deletes, with pauses that let the stream be in every state when they happen. */
async function changeALot(seed: number): Promise<number> {
  const random = seededRandom(seed);
  let deletes = 0;
  for (let change = 0; change < CHANGES; change += 1) {
    const key = { namespace: `ns-${String(Math.floor(random() * 4))}`, name: `w-${String(Math.floor(random() * NAMES))}` };
    if (!live.has(keyOf(key))) {
      server.log.create(key, { spec: { change } });
      live.add(keyOf(key));
    } else if (random() < 0.3) {
      server.log.remove(key);
      live.delete(keyOf(key));
      deletes += 1;
    } else {
      server.log.update(key, { spec: { change } });
    }
    if (change % 50 === 49) await wait(random() < 0.2 ? 4 : 0);
    if (change % 1_000 === 999) server.bookmark();
  }
  return deletes;
}

const live = new Set<string>();

async function untilEqual(watched: Watched): Promise<void> {
  const wanted = (): string => JSON.stringify(server.log.objects());
  const held = (): string =>
    JSON.stringify([...watched.store.values()].toSorted((a, b) => (keyOf(a.metadata) < keyOf(b.metadata) ? -1 : 1)));
  await expect.poll(() => held() === wanted(), { timeout: 90_000 }).toBe(true);
}

/** Gives the watch, and how many lists it made from the first that came through. */
async function run(faults: SeededFaults): Promise<{ readonly watched: Watched; readonly lists: number }> {
  live.clear();
  const watched = watchIt(faults.seed);
  await expect.poll(() => watched.state().synced).toBe(true);
  const before = watched.state().lists;
  server.setFaults(seededFaults(faults));
  server.endWatches(); // faults meet new requests only
  const deletes = await changeALot(faults.seed);
  expect(deletes).toBeGreaterThan(1_000);
  server.setFaults(undefined);
  await untilEqual(watched);
  expect([...watched.mirror.keys()].toSorted()).toEqual([...watched.store.keys()].toSorted());
  await watched.stop();
  return { watched, lists: 1 + watched.state().lists - before };
}

test.each([1, 2, 3])(
  'streams that are cut, stalled, garbled and reset lose nothing and cost no list (seed %i)',
  { timeout: 180_000 },
  async (seed) => {
    const { lists } = await run({
      seed,
      share: 0.2,
      watch: ['throttled', 'error', 'reset', 'nonsense', 'silent'],
      stream: ['cut', 'stall', 'garbage', 'truncate', 'reset'],
      every: 200,
    });
    expect(lists).toBe(1);
    expect(Object.values(server.counts.faults).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(10);
  },
);

test.each([4, 5, 6])(
  '410 in both forms amid everything else: the store ends equal, deletes are seen, lists stay bounded (seed %i)',
  { timeout: 180_000 },
  async (seed) => {
    const { lists, watched } = await run({ seed, share: 0.3, every: 300 });
    const faults = Object.values(server.counts.faults).reduce((sum, times) => sum + times, 0);
    expect(lists).toBeGreaterThan(1);
    expect(lists).toBeLessThanOrEqual(1 + faults + watched.failures());
  },
);
