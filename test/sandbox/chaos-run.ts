import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../src/cluster/connect.ts';
import { CUSTOM_RESOURCE_DEFINITION, NAMESPACE } from '../../src/kernel/builtin-types.ts';
import { silentLog, type Log } from '../../src/kernel/log.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { createManager, type Manager, type ManagerOptions } from '../../src/reconcile/engine/manager.ts';
import { seededFaults } from '../../src/sandbox/faults/seeded-faults.ts';
import type { FaultAction } from '../../src/sandbox/requests/fault-hook.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { erased, managerOptions } from '../support/engine-rig.ts';
import { gadget, gadgetReconciler, registry } from '../support/gadget.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startSandboxPlane } from '../support/start-sandbox-plane.ts';
import { CHAOS_NAMESPACE, changeSomething, handsIn } from './chaos-changes.ts';
import { cacheComplaints, complaints } from './chaos-complaints.ts';

const CHANGES = 40;
/** The longest pause between two changes, in milliseconds. */
const PAUSE_MS = 20;
/** Waits of the engine (back-off, time-outs, silence in a stream) pass this many times faster. */
const HURRY = 50;
/** Of one request, on the hurried clock: a machine that runs several worlds at once needs its time. */
const REQUEST_MS = 40_000;
/** So few changes are remembered that a watch which was cut for a moment may come too late. */
const HISTORY = 12;
/** Without a write for this long, in milliseconds, the world has come to rest. On the hurried clock that is two seconds. */
const REST_MS = 40;
const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** What came of one seed. */
export interface ChaosResult {
  /** What was not as it must be when the time was over. Empty: all well. */
  readonly wrong: readonly string[];
  /** How many requests met a fault, by its name; a fault inside a stream counts when it is planned. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often a watch came too late and had to list anew. */
  readonly expired: number;
}

function nameOf(fault: FaultAction): string {
  if (fault.do === 'status') return String(fault.code);
  return fault.do === 'break-watch' ? `watch ${fault.by}` : fault.do;
}

/** Everything that can go wrong, also what costs a client its whole time-out. With odd seeds a 410 is never a lie: the history is too short. */
function breakEverything({ faults }: Sandbox, seed: number, met: Record<string, number>): void {
  const common = ['delay', 'throttled', 'error', 'reset', 'garbage', 'silent'] as const;
  const expired = seed % 2 === 0 ? (['expired'] as const) : [];
  const hook = seededFaults({
    seed,
    share: 0.25,
    every: 6,
    gets: common,
    lists: [...common, ...expired],
    watches: [...common, ...expired],
    // Twice: it is the one that leaves the engine in doubt.
    writes: [...common, 'lose-answer', 'lose-answer'],
    streams: ['cut', 'stall', 'garbage', 'truncate', 'reset', ...expired],
  });
  faults.use({
    before: (info, requester) => {
      const fault = hook.before(info, requester);
      if (fault !== undefined) met[nameOf(fault)] = (met[nameOf(fault)] ?? 0) + 1;
      return fault;
    },
  });
}

/** An engine that can die at any moment and be started anew, with nothing in its memory. */
function startEngine(options: ManagerOptions): { readonly manager: () => Manager; die(): Promise<void>; stop(): Promise<void> } {
  let manager: Manager;
  let stop: AbortController;
  let abandon: AbortController;
  let running: Promise<void>;
  const start = (): void => {
    stop = new AbortController();
    abandon = new AbortController();
    manager = createManager(options);
    running = manager.run(stop.signal, abandon.signal);
  };
  start();
  return {
    manager: () => manager,
    die: async () => {
      abandon.abort(new Error('killed'));
      await running;
      start();
    },
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

/** Waits until nobody complains and nobody writes; gives the last complaints when the time is over first. */
async function atRest(sandbox: Sandbox, complain: () => readonly string[], timeoutMs: number): Promise<readonly string[]> {
  const writes = (): number => sandbox.journal.count(({ info }) => WRITES.has(info.resource?.verb ?? ''));
  const deadline = performance.now() + timeoutMs;
  let [wrong, count, since] = [complain(), writes(), performance.now()];
  while (performance.now() < deadline) {
    if (wrong.length === 0 && performance.now() - since >= REST_MS) return [];
    await sleep(10);
    wrong = complain();
    const now = writes();
    if (now !== count) [count, since] = [now, performance.now()];
  }
  return wrong.length === 0 ? ['it never comes to rest'] : wrong;
}

/**
 * Gadgets in a sandbox of their own are changed at random, by a seed, while the engine reconciles them through an API server that answers late
 * or never, throttles, fails, loses answers, cuts, stalls and garbles watches, forgets history and dies; the engine dies too. Then the faults
 * end, and everything must come to rest in the one right state within `timeoutMs`.
 */
export async function chaosRun(seed: number, timeoutMs = 60_000): Promise<ChaosResult> {
  const random = seededRandom(seed);
  const plane = await startSandboxPlane({ seed, history: HISTORY });
  const { sandbox, kubeconfig } = plane;
  const world = handsIn(sandbox);
  const outside = registry();
  const clock = hurriedClock(HURRY);
  const connection = await connect({
    program: 'chaos',
    version: '0',
    fieldManager: 'chaos',
    kubeconfig,
    clock,
    requestTimeoutMs: REQUEST_MS,
  });
  const faults: Record<string, number> = {};
  let expired = 0;
  try {
    world.make(CUSTOM_RESOURCE_DEFINITION, crdOf(gadget));
    world.make(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: CHAOS_NAMESPACE } });
    breakEverything(sandbox, seed, faults);
    // Draws of its own: how often the engine draws hangs on time, and the user's changes must not.
    const draws = seededRandom(~seed);
    const reconcilers = [erased(gadgetReconciler(outside))];
    const log: Log = {
      ...silentLog,
      debug: (text) => {
        if (text.includes('no longer has our version')) expired += 1;
      },
    };
    const engine = startEngine(managerOptions(connection, { reconcilers, namespace: CHAOS_NAMESPACE, clock, log, random: draws }));
    for (let step = 0; step < CHANGES; step += 1) {
      changeSomething(random, world);
      const [pauseMs, serverDies, engineDies] = [Math.floor(random() * PAUSE_MS), random() < 0.04, random() < 0.03];
      if (serverDies) await sandbox.crash();
      if (engineDies) await engine.die();
      await sleep(pauseMs);
      if (serverDies) await sandbox.restart();
    }
    sandbox.faults.clear();
    const wrong = await atRest(
      sandbox,
      () => [...complaints(world, outside), ...cacheComplaints(world, engine.manager().caches)],
      timeoutMs,
    );
    await engine.stop();
    return { wrong, faults, expired };
  } finally {
    connection.close();
    await plane.close();
  }
}
