import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { planOperator } from '../../src/commands/shared/install-operator/operator-plan.ts';
import { startControlPlane } from '../support/control-plane.ts';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { playPod, podGround, type PlayedPod, type PodGround } from '../support/played-pod.ts';
import { runCli } from '../support/run-cli.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { openBenchClient, type BenchClient, type BenchObject } from './bench-client.ts';
import { SEED, type BenchOptions } from './bench-options.ts';
import { createPrimaries, placements, type Placement } from './rig.ts';
import { primaries } from './workload.ts';

/** How work goes over from one pod of the operator to the next, while objects are edited all the time. */
export interface Failover {
  readonly objects: number;
  /** Edits that were made meanwhile, and edits that no Deployment shows at the end. */
  readonly edits: number;
  readonly lost: number;
  /** Milliseconds from SIGKILL and from SIGTERM of the leader until the standby's first write. */
  readonly afterKillMs: number;
  readonly afterTermMs: number;
  /** Writes of a pod after another one's first, by the server's audit log. */
  readonly overlapping: number;
}

const CHURN_MS = 50;
const WITHIN_MS = 120_000;
const DEPLOYMENTS = '/apis/apps/v1/deployments';

/** One write of a pod, as the audit log has it. */
interface Write {
  readonly pod: number;
  readonly at: number;
}

interface AuditEntry {
  readonly verb: string;
  readonly stageTimestamp: string;
  readonly requestReceivedTimestamp: string;
  readonly responseStatus?: { readonly code?: number };
  readonly objectRef?: { readonly resource?: string };
  readonly user?: { readonly extra?: Readonly<Record<string, readonly string[]>> };
}

const WRITING: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);
/** A lease is what is fought for; an event tells what is over; a review is a question. */
const BESIDE = /^(leases|events|.*reviews)$/;

/** Id of a token: what the server tells one pod's requests from another's by. */
function credentialOf(ground: PodGround): string {
  const [, payload = ''] = ground.token.split('.');
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { readonly jti: string };
  return `JTI=${jti}`;
}

async function writesOf(file: string, grounds: readonly PodGround[]): Promise<readonly Write[]> {
  const pods = new Map(grounds.map((ground, index) => [credentialOf(ground), index]));
  const writes: Write[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const entry = JSON.parse(line) as AuditEntry;
    const pod = pods.get(entry.user?.extra?.['authentication.kubernetes.io/credential-id']?.[0] ?? '');
    const stored = (entry.responseStatus?.code ?? 500) < 300;
    if (pod === undefined || !stored || !WRITING.has(entry.verb) || BESIDE.test(entry.objectRef?.resource ?? 'leases')) continue;
    writes.push({ pod, at: Date.parse(entry.requestReceivedTimestamp) });
  }
  return writes;
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + WITHIN_MS;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`${what} did not come about within ${String(WITHIN_MS / 1000)} s`);
    await sleep(200);
  }
}

async function list(client: BenchClient, at: string): Promise<readonly BenchObject[]> {
  return ((await client.call('GET', at)) as { readonly items: readonly BenchObject[] }).items;
}

/** Edits one object after the other until told to stop. Gives the tag that each must have in the end. */
function churn(
  client: BenchClient,
  places: readonly Placement[],
): { readonly stop: () => Promise<ReadonlyMap<string, string>>; readonly count: () => number } {
  const random = seededRandom(SEED);
  const wanted = new Map<string, string>();
  let count = 0;
  const ends = new AbortController();
  const loop = async (): Promise<void> => {
    while (!ends.signal.aborted) {
      const place = places[Math.floor(random() * places.length)];
      if (place === undefined) return;
      count += 1;
      const tag = `churn-${String(count)}`;
      const patch = { spec: { image: { tag } } };
      await client.call('PATCH', `${primaries(place.namespace)}/${place.name}`, patch, 'application/merge-patch+json');
      wanted.set(`${place.namespace}/${place.name}`, tag);
      await sleep(CHURN_MS);
    }
  };
  const running = loop();
  return {
    count: () => count,
    stop: async () => {
      ends.abort();
      await running;
      return wanted;
    },
  };
}

function lostOf(deployments: readonly BenchObject[], wanted: ReadonlyMap<string, string>): number {
  const specs = new Map(deployments.map(({ metadata, spec }) => [`${metadata.namespace}/${metadata.name}`, JSON.stringify(spec)]));
  return [...wanted].filter(([key, tag]) => specs.get(key)?.includes(`:${tag}"`) !== true).length;
}

async function measure(plane: ControlPlane, options: BenchOptions, pods: PlayedPod[]): Promise<Failover> {
  const { code, stderr } = await runCli(['install', 'all', '--wait=false'], { kubeconfig: plane.kubeconfig });
  if (code !== 0) throw new Error(`install failed with ${String(code)}: ${stderr}`);
  const { manifests } = await planOperator({ entry: entryPointOf('kubectl-maia'), version: '0.0.0' });
  const deployment = manifests.workload.find(({ kind }) => kind === 'Deployment') as unknown as {
    readonly metadata: { readonly namespace: string };
    readonly spec: {
      readonly template: {
        readonly spec: { readonly serviceAccountName: string; readonly containers: readonly { readonly args: readonly string[] }[] };
      };
    };
  };
  const { serviceAccountName, containers } = deployment.spec.template.spec;
  const grounds: PodGround[] = [];
  const start = async (): Promise<PlayedPod> => {
    const ground = await podGround(plane, serviceAccountName, deployment.metadata.namespace);
    grounds.push(ground);
    const pod = await playPod(ground, containers[0]?.args ?? []);
    pods.push(pod);
    return pod;
  };
  const client = await openBenchClient(plane.kubeconfig);
  try {
    const places = placements('failover', options);
    await createPrimaries(client, places);
    const first = await start();
    await until('a Deployment for each object', async () => (await list(client, DEPLOYMENTS)).length > places.length);
    const second = await start();
    await until('a standby that is ready', async () => (await second.readyz()) === 200);
    const edits = churn(client, places);
    const killed = Date.now();
    await first.end('SIGKILL');
    await until('the lead of the second pod', async () => (await second.leads()) === true);
    const third = await start();
    await until('a second standby that is ready', async () => (await third.readyz()) === 200);
    await sleep(2_000);
    const termed = Date.now();
    await second.end('SIGTERM');
    await until('the lead of the third pod', async () => (await third.leads()) === true);
    await sleep(2_000);
    const wanted = await edits.stop();
    let lost = wanted.size;
    await until('the last edits in every Deployment', async () => {
      lost = lostOf(await list(client, DEPLOYMENTS), wanted);
      return lost === 0;
    }).catch(() => undefined);
    await third.end('SIGTERM');
    client.close();
    // It writes what it holds back when it ends.
    await plane.stop('kube-apiserver');
    const writes = await writesOf(path.join(plane.dir, 'audit.log'), grounds);
    const firstOf = (pod: number): number => Math.min(...writes.filter((write) => write.pod === pod).map(({ at }) => at));
    const overlapping = writes.filter(({ pod, at }) => at > firstOf(pod + 1)).length;
    return {
      objects: places.length,
      edits: edits.count(),
      lost,
      afterKillMs: firstOf(1) - killed,
      afterTermMs: firstOf(2) - termed,
      overlapping,
    };
  } finally {
    client.close();
    for (const ground of grounds) await ground.close();
  }
}

/** Two pods of the operator on an API server with an audit log: one is killed, the next one asked to end, while objects change all the time. */
export async function measureFailover(options: BenchOptions): Promise<Failover> {
  const plane = await startControlPlane({ bare: true, audit: true });
  const pods: PlayedPod[] = [];
  try {
    return await measure(plane, options, pods);
  } finally {
    for (const pod of pods) await pod.end('SIGKILL');
    await plane.close();
  }
}
