import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findKubectls } from '../support/find-kubectl-programs.ts';
import { inParallel } from '../support/in-parallel.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import { emptyHome, startCli } from '../support/run-cli.ts';
import { processUsage } from './process-usage.ts';
import { quantile } from './quantile.ts';

/** What a sandbox that holds many objects does. Times in milliseconds, medians unless they say otherwise. */
export interface SandboxLoad {
  readonly objects: number;
  /** Until `sandbox up` has printed its line. */
  readonly startUp: number;
  /** One create over HTTPS, 16 at once. */
  readonly create: number;
  /** A list of 50 objects, and of all. */
  readonly listFew: number;
  readonly listAll: number;
  /** All objects through a watch that sends the initial events. */
  readonly watchAll: number;
  /** A get with nothing else to do, and while lists of everything go on: median and 95th percentile. */
  readonly get: number;
  readonly getBusy: number;
  readonly getBusyP95: number;
  /** `kubectl get configmaps` over everything; undefined without kubectl. */
  readonly kubectlGet: number | undefined;
  /** Resident memory in MB: just started, with the objects, at the highest. */
  readonly rssEmpty: number;
  readonly rssFull: number;
  readonly rssPeak: number;
  /** Share of one core that it takes at rest, in percent. */
  readonly idleCpu: number;
}

const ALL = '/api/v1/namespaces/default/configmaps';
const ROUNDS = 9;
const IDLE_MS = 3_000;
/** With it an object is about 2 KB. */
const FILLING = 'x'.repeat(1_700);

function configMap(index: number): object {
  const name = `object-${String(index).padStart(5, '0')}`;
  const labels = { few: index < 50 ? 'yes' : 'no' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { filling: FILLING } };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function median(work: () => Promise<unknown>, rounds: number = ROUNDS): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timed(work));
  return quantile(times, 0.5);
}

async function watchAll(client: RawClient, count: number): Promise<void> {
  const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  let seen = 0;
  for await (const line of client.lines(`${ALL}?${query}`)) {
    if ((line as { type: string }).type === 'BOOKMARK') break;
    seen += 1;
  }
  if (seen < count) throw new Error(`the watch told ${String(seen)} of ${String(count)} objects`);
}

/** Gets one object again and again while everything is listed all the time, by another client. */
async function whileListing(client: RawClient, other: RawClient): Promise<readonly number[]> {
  const over = new AbortController();
  const listing = (async () => {
    while (!over.signal.aborted) await other.request('GET', ALL);
  })();
  const times: number[] = [];
  for (let round = 0; round < 200; round += 1) times.push(await timed(() => client.request('GET', `${ALL}/object-00000`)));
  over.abort();
  await listing;
  return times;
}

async function kubectlGet(kubeconfig: string): Promise<number | undefined> {
  const [kubectl] = findKubectls();
  if (kubectl === undefined) return undefined;
  const env = { PATH: process.env['PATH'] ?? '', HOME: emptyHome(), KUBECONFIG: kubeconfig };
  return median(async () => {
    const child = spawn(kubectl, ['get', 'configmaps'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'close')) as readonly unknown[];
    if (code !== 0) throw new Error(`${path.basename(kubectl)} get ended with ${String(code)}`);
  }, 5);
}

/** Starts `sandbox up` in a process of its own, fills it and asks it. */
export async function measureSandbox(count: number): Promise<SandboxLoad> {
  const start = performance.now();
  const running = startCli(['sandbox', 'up'], { entry: 'kubectl-aistack', timeoutMs: 600_000 });
  try {
    const line = await running.until(/export KUBECONFIG=.*\n/);
    const startUp = performance.now() - start;
    const kubeconfig = /export KUBECONFIG=(.*)\n/.exec(line)?.[1] ?? '';
    const [client, other] = await Promise.all([rawClient(kubeconfig), rawClient(kubeconfig)]);
    const { rssMb: rssEmpty } = await processUsage(running.pid);
    const creates: number[] = [];
    await inParallel(16, [...Array(count).keys()], async (index) => {
      creates.push(await timed(() => client.request('POST', ALL, { body: configMap(index) })));
    });
    const listFew = await median(() => client.request('GET', `${ALL}?labelSelector=few%3Dyes`));
    const listAll = await median(() => client.request('GET', ALL));
    const watching = await median(() => watchAll(client, count));
    const get = await median(() => client.request('GET', `${ALL}/object-00000`), 50);
    const busy = await whileListing(client, other);
    const byKubectl = await kubectlGet(kubeconfig);
    const before = await processUsage(running.pid);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const after = await processUsage(running.pid);
    client.close();
    other.close();
    return {
      objects: count,
      startUp,
      create: quantile(creates, 0.5),
      listFew,
      listAll,
      watchAll: watching,
      get,
      getBusy: quantile(busy, 0.5),
      getBusyP95: quantile(busy, 0.95),
      kubectlGet: byKubectl,
      rssEmpty,
      rssFull: after.rssMb,
      rssPeak: after.peakRssMb,
      idleCpu: ((after.cpuSeconds - before.cpuSeconds) * 100_000) / IDLE_MS,
    };
  } finally {
    running.signal('SIGINT');
    await running.done;
  }
}
