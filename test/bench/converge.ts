import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOptions } from './bench-options.ts';
import type { LoopProcess } from './loop-process.ts';
import { alongside, startLoop } from './loop-process.ts';
import type { ProcessUsage } from './process-usage.ts';
import type { Rig } from './rig.ts';
import type { RequestSummary, ServerCounters } from './server-counters.ts';
import { counterDelta, readCounters, summarize } from './server-counters.ts';
import type { Tally } from './tally.ts';
import type { Workload } from './workload.ts';

/** Requests in a window, summed and by verb and resource. */
export interface RequestWindow {
  readonly summary: RequestSummary;
  readonly byVerb: Readonly<Record<string, number>>;
}

/** What the loop needed to bring every object to its end, and what it did afterwards. */
export interface Convergence {
  /** From the start of the process to the last event on a primary or child. */
  readonly seconds: number;
  readonly usage: ProcessUsage;
  readonly creation: RequestWindow;
  readonly idle: RequestWindow & { readonly seconds: number; readonly cpuSeconds: number };
  readonly restart: RequestWindow & { readonly usage: ProcessUsage };
}

const QUIET_MS = 3_000;
/** How long all of it may take: what a server as slow as this one measured was would need, thrice. */
const withinMs = (objects: number): number => Math.max(300_000, objects * 75);
/** How long a restarted loop is watched, in seconds: well over what its lists and first passes take (2 ms of CPU for each object here). */
const restartSeconds = (objects: number): number => Math.max(15, objects / 150);

/** The plurals whose requests belong to the work. */
function pluralsOf(workload: Workload): readonly string[] {
  return ['maiainstances', 'secrets', ...new Set(workload.children.map(({ resource }) => resource))];
}

function windowOf(before: ServerCounters, after: ServerCounters, plurals: readonly string[]): RequestWindow {
  const delta = counterDelta(before, after);
  return { summary: summarize(delta, plurals), byVerb: Object.fromEntries([...delta].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Runs the loop over primaries that exist already. The loop that it hands back is the restarted one, still running. */
export async function converge(
  rig: Rig,
  tally: Tally,
  workload: Workload,
  options: BenchOptions,
): Promise<{ readonly result: Convergence; readonly loop: LoopProcess }> {
  const { client, plane } = rig;
  const plurals = pluralsOf(workload);
  const before = await readCounters(client);
  const first = startLoop(plane.kubeconfig);
  const end = await alongside(first, tally.settled(options.objects, QUIET_MS, withinMs(options.objects)));
  const created = await readCounters(client);
  const usage = await first.usage();

  await alongside(first, sleep(options.idleSeconds * 1000));
  const idled = await readCounters(client);
  const idleUsage = await first.usage();
  await first.stop();

  const stopped = await readCounters(client);
  const second = startLoop(plane.kubeconfig);
  await alongside(second, sleep(restartSeconds(options.objects) * 1000));
  const restarted = await readCounters(client);
  const result: Convergence = {
    seconds: (end - first.startedAt) / 1000,
    usage,
    creation: windowOf(before, created, plurals),
    idle: { ...windowOf(created, idled, plurals), seconds: options.idleSeconds, cpuSeconds: idleUsage.cpuSeconds - usage.cpuSeconds },
    restart: { ...windowOf(stopped, restarted, plurals), usage: await second.usage() },
  };
  return { result, loop: second };
}
