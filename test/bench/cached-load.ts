import { setTimeout as sleep } from 'node:timers/promises';
import { keyOf } from '../../src/kernel/kube-object.ts';
import { isInShard, shardText, type Shard } from '../../src/kernel/shard.ts';
import { freePort } from '../support/free-port.ts';
import { rawClient } from '../support/raw-client.ts';
import { placeOfCopy } from './copies.ts';
import { alongside, startLoop, type LoopProcess } from './loop-process.ts';
import type { ProcessUsage } from './process-usage.ts';
import { startRecordedServer, type RecordedCounts, type RecordedServer } from './recorded-server-process.ts';
import { openStallProbe, type Stall } from './stall-probe.ts';
import { primaries, renderWorkload, type Workload } from './workload.ts';

/** What the loop needs to hold many objects that ask for nothing. */
export interface CachedLoad {
  readonly objects: number;
  readonly instances: number;
  /** Reading and parsing the same streams, side by side, without keeping anything: seconds. */
  readonly plainRead: number;
  readonly whole: CachedRun;
  /** The same with `--shard 1/4`. */
  readonly shard: CachedRun;
}

/** One start of the loop. Times in seconds from the start of the process. */
export interface CachedRun {
  /** Until `/readyz` says ok: every list has arrived. */
  readonly ready: number;
  /** Until every object of the run has had its pass. */
  readonly passed: number;
  readonly passes: number;
  /** Until then. */
  readonly counts: RecordedCounts;
  readonly usage: ProcessUsage;
  /** Longest stalls of the event loop while the lists arrive, and during the passes. */
  readonly stallSync: Stall;
  readonly stallPasses: Stall;
  /** Watches that are open. */
  readonly watches: number;
  readonly idle: { readonly seconds: number; readonly cpuSeconds: number; readonly counts: RecordedCounts; readonly rssMb: number };
}

const SHARD: Shard = { index: 1, of: 4 };
const WITHIN_MS = 900_000;
/** After the last pass: what is over is collected once nothing was done for a second. */
const REST_MS = 3_000;

async function text(url: string): Promise<string> {
  const answer = await fetch(url).catch(() => undefined);
  return answer?.ok === true ? answer.text() : '';
}

async function until(what: string, everyMs: number, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + WITHIN_MS;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`${what} did not come about within ${String(WITHIN_MS / 1000)} s`);
    await sleep(everyMs);
  }
}

function sumOf(metrics: string, name: string): number {
  const lines = metrics.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}

async function plainRead(server: RecordedServer, { children }: Workload): Promise<number> {
  const client = await rawClient(server.kubeconfig);
  const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const collections = new Set([primaries(), ...children.map(({ collection }) => collection)]);
  const start = performance.now();
  await Promise.all(
    [...collections].map(async (collection) => {
      for await (const line of client.lines(`${collection}?${query}`)) if ((line as { type: string }).type === 'BOOKMARK') return;
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  client.close();
  return seconds;
}

interface RunTerms {
  readonly idleSeconds: number;
  readonly heapMb?: number | undefined;
}

async function measureRun(
  server: RecordedServer,
  passes: number,
  extra: readonly string[],
  { idleSeconds, heapMb }: RunTerms,
): Promise<CachedRun> {
  const probe = await openStallProbe(heapMb === undefined ? [] : [`--max-old-space-size=${String(heapMb)}`]);
  const [health, metrics] = [await freePort(), await freePort()];
  const addresses = [
    '--health-probe-bind-address',
    `127.0.0.1:${String(health)}`,
    '--metrics-bind-address',
    `127.0.0.1:${String(metrics)}`,
  ];
  await server.counts();
  const loop: LoopProcess = startLoop(server.kubeconfig, [...extra, ...addresses], probe.env);
  const secondsSince = (): number => (performance.now() - loop.startedAt) / 1000;
  try {
    await alongside(
      loop,
      until('the first lists', 20, async () => (await text(`http://127.0.0.1:${String(health)}/readyz`)) === 'ok'),
    );
    const [ready, readyAt] = [secondsSince(), Date.now()];
    const look = async (): Promise<boolean> =>
      sumOf(await text(`http://127.0.0.1:${String(metrics)}/metrics`), 'controller_runtime_reconcile_total') >= passes;
    await alongside(loop, until('a pass over each object', 100, look));
    const [passed, passedAt] = [secondsSince(), Date.now()];
    const counts = await server.counts();
    const stalls = await probe.read((name) => loop.signal(name));
    await alongside(loop, sleep(REST_MS));
    const usage = await loop.usage();
    await server.counts();
    await alongside(loop, sleep(idleSeconds * 1000));
    const idleCounts = await server.counts();
    const idled = await loop.usage();
    const watches = Object.entries(counts.requests).reduce((sum, [what, count]) => (what.startsWith('watch ') ? sum + count : sum), 0);
    return {
      ready,
      passed,
      passes,
      counts,
      usage,
      stallSync: stalls(counts.firstListAt ?? 0, readyAt),
      stallPasses: stalls(readyAt, passedAt),
      watches,
      idle: { seconds: idleSeconds, cpuSeconds: idled.cpuSeconds - usage.cpuSeconds, counts: idleCounts, rssMb: idled.rssMb },
    };
  } finally {
    await loop.stop();
    await probe.close();
  }
}

/** Starts the loop over a recorded list of about `objects` objects: converged MaiaInstances with all their children. `heapMb`: the most that its heap may hold. */
export async function measureCached(objects: number, idleSeconds: number, heapMb?: number): Promise<CachedLoad> {
  const terms = { idleSeconds, heapMb };
  const workload = await renderWorkload();
  const each = workload.children.length + 1;
  const instances = Math.round(objects / each);
  const server = await startRecordedServer(instances);
  try {
    const plain = await plainRead(server, workload);
    const whole = await measureRun(server, instances, [], terms);
    const own = Array.from({ length: instances }, (_, copy) => keyOf(placeOfCopy(copy, instances))).filter((key) => isInShard(SHARD, key));
    const shard = await measureRun(server, own.length, ['--shard', shardText(SHARD)], terms);
    return { objects: instances * each, instances, plainRead: plain, whole, shard };
  } finally {
    await server.close();
  }
}
