import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findControlPlane } from '../support/control-plane-source.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import type { BenchOptions, BenchPart } from './bench-options.ts';
import { readOptions, RESYNC_ARGS, SEED } from './bench-options.ts';
import { converge } from './converge.ts';
import type { EditTimes } from './edits.ts';
import { measureEdits } from './edits.ts';
import { measureCached, type CachedLoad } from './cached-load.ts';
import { measureFailover } from './failover.ts';
import { alongside, startLoop } from './loop-process.ts';
import type { PlainLoop } from './plain-loop.ts';
import { plainLoop } from './plain-loop.ts';
import type { BenchResult } from './report.ts';
import { formatReport, reportRows } from './report.ts';
import type { Rig } from './rig.ts';
import { createPrimaries, openRig, placements } from './rig.ts';
import { measureSandbox } from './sandbox-load.ts';
import { measureScreen } from './screen-frame.ts';
import { measureStartUp } from './start-up.ts';
import { openTally } from './tally.ts';
import type { Workload } from './workload.ts';
import { renderWorkload } from './workload.ts';

/** How long a loop that resyncs all the time gets before edits begin. */
const RESYNC_WARM_UP_MS = 5_000;

function tell(what: string): void {
  console.error(`[${(performance.now() / 1000).toFixed(0)} s] ${what}`);
}

/** The parts that need the loop: they follow each other on one API server. */
async function measureLoop(rig: Rig, workload: Workload, options: BenchOptions): Promise<Partial<BenchResult>> {
  const { client, plane } = rig;
  tell(`creating ${options.objects} primaries`);
  await createPrimaries(client, placements('bench', options));
  const tally = await openTally(client, workload);
  tell('starting the loop');
  const { result: convergence, loop } = await converge(rig, tally, workload, options);

  let edits: { readonly editsIdle: EditTimes; readonly editsResync: EditTimes } | undefined;
  if (options.parts.has('edits')) {
    tell('editing, loop idle');
    const editsIdle = await alongside(loop, measureEdits(client, tally, workload, options, 'idle'));
    await loop.stop();
    tell('editing, loop in resync');
    const busy = startLoop(plane.kubeconfig, RESYNC_ARGS);
    await alongside(busy, sleep(RESYNC_WARM_UP_MS));
    edits = { editsIdle, editsResync: await alongside(busy, measureEdits(client, tally, workload, options, 'resync')) };
    await busy.stop();
  } else {
    await loop.stop();
  }

  const plain: PlainLoop[] = [];
  for (const width of options.plainWidths) {
    tell(`plain loop, ${width} at once`);
    plain.push(await plainLoop(client, workload, options, width));
  }
  return { convergence, plain, ...edits };
}

/** The parts that need a real API server. */
async function measureOnServer(options: BenchOptions): Promise<BenchResult> {
  const workload = options.parts.has('converge') ? await renderWorkload() : undefined;
  tell('starting etcd and kube-apiserver');
  const rig = await openRig();
  try {
    if (options.parts.has('start-up')) tell('start-up times');
    const startUp = options.parts.has('start-up') ? await measureStartUp(rig.plane.kubeconfig, options.starts) : undefined;
    const loop = workload === undefined ? {} : await measureLoop(rig, workload, options);
    const counted = { objects: options.objects, children: workload?.children.length ?? 0 };
    return { ...counted, ...(startUp === undefined ? {} : { startUp }), ...loop };
  } finally {
    await rig.close();
  }
}

/** Those that need none, or start one of their own. */
const WITHOUT_SERVER: ReadonlySet<BenchPart> = new Set(['failover', 'cache', 'sandbox', 'screen']);

function needsServer(options: BenchOptions): boolean {
  return [...options.parts].some((part) => !WITHOUT_SERVER.has(part));
}

async function measureAll(options: BenchOptions): Promise<BenchResult> {
  const measured = needsServer(options) ? await measureOnServer(options) : { objects: 0, children: 0 };
  if (options.parts.has('failover')) tell(`a failover with ${String(options.objects)} objects`);
  const failover = options.parts.has('failover') ? { failover: await measureFailover(options) } : {};
  const cached: CachedLoad[] = [];
  for (const count of options.parts.has('cache') ? options.cached : []) {
    tell(`a recorded list of ${String(count)} objects`);
    cached.push(await measureCached(count, options.idleSeconds, options.heapMb));
  }
  if (options.parts.has('sandbox')) tell(`a sandbox with ${String(options.stored)} objects`);
  const sandbox = options.parts.has('sandbox') ? { sandbox: await measureSandbox(options.stored) } : {};
  if (options.parts.has('screen')) tell(`a live screen with ${String(options.stored)} objects`);
  const screen = options.parts.has('screen') ? { screen: await measureScreen(options.stored) } : {};
  return { ...measured, ...failover, ...(cached.length === 0 ? {} : { cached }), ...sandbox, ...screen };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const source = findControlPlane(process.env, PROJECT_ROOT);
  if (source.from === 'nowhere' && (needsServer(options) || options.parts.has('failover'))) {
    console.error(`error: ${source.why}; --only=cache,sandbox,screen needs none`);
    process.exitCode = 1;
    return;
  }
  const result = await measureAll(options);
  const rows = reportRows(result);
  console.log(formatReport(rows));
  const folder = path.join(PROJECT_ROOT, 'bench-results');
  await mkdir(folder, { recursive: true });
  const machine = { cpus: os.cpus().map(({ model }) => model), node: process.version, platform: `${os.type()} ${os.release()}` };
  const file = path.join(folder, `${options.name}.json`);
  await writeFile(file, `${JSON.stringify({ date: new Date().toISOString(), seed: SEED, machine, result, rows }, undefined, 2)}\n`);
  console.log(`written to ${path.relative(PROJECT_ROOT, file)}`);
}

await main();
