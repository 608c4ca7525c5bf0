import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { standIns } from '../../src/sandbox/stand-ins/stand-ins.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { parseApiRequest } from '../support/api-request.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import { runCli } from '../support/run-cli.ts';
import { primaries, primary, renderWorkload, type Workload } from './workload.ts';

/** The objects of one kind that one converged instance has, as a watch tells them. */
export interface RecordedKind {
  readonly group: string;
  readonly resource: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly objects: readonly string[];
}

/** One instance that the program has really brought to its end, and the sandbox in which it did. */
export interface Recording {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** What the program says that it gets. */
  readonly workload: Workload;
  readonly kinds: readonly RecordedKind[];
  /** What its MAIA server counted: what its status says. The server tells another size a minute after its start. */
  readonly statistics: { readonly url: string; readonly body: string };
  /** Of the sandbox: it goes on serving everything else. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

const NAME = 'zz-recorded-name';
const NAMESPACE = 'zz-recorded-namespace';
const WATCH_LIST = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

const STATISTICS = `/api/v1/namespaces/${NAMESPACE}/services/${NAME}:8080/proxy/v1/stats`;
const ROUNDS = 10;
/** Of the instance, and of its Deployment. */
const READY = [/"phase":"Running"/, /"kind":"Deployment".*"readyReplicas":1/];

interface Told {
  readonly type: string;
  readonly object: { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } };
}

async function recordKind(client: RawClient, collection: string): Promise<RecordedKind> {
  const { group, resource } = parseApiRequest('GET', collection);
  const told: Told['object'][] = [];
  for await (const line of client.lines(`${collection}?${WATCH_LIST}`)) {
    const { type, object } = line as Told;
    if (type === 'BOOKMARK') break;
    if (object.metadata.name.includes(NAME)) told.push(object);
  }
  const [first] = told;
  if (first === undefined) throw new Error(`the instance has no ${resource}`);
  return { group, resource, apiVersion: first.apiVersion, kind: first.kind, objects: told.map((object) => JSON.stringify(object)) };
}

async function run(kubeconfig: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runCli(args, { kubeconfig, timeoutMs: 120_000 });
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${stdout}${stderr}`);
}

interface Look {
  readonly kinds: readonly RecordedKind[];
  readonly statistics: string;
}

function isReady({ kinds, statistics }: Look): boolean {
  const size = /"storage_size_bytes":(\d+)/.exec(statistics)?.[1] ?? '';
  const signs = [...READY, new RegExp(`"storageUsed":"${size}"`)];
  return signs.every((sign) => kinds.some(({ objects: [object = ''] }) => sign.test(object)));
}

/** What there is once another run changes nothing any more and the status tells what the server tells: only then does a copy of it ask for nothing. */
async function atRest(look: () => Promise<Look>): Promise<Look> {
  let before = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const seen = await look();
    const now = JSON.stringify(seen);
    if (now === before && isReady(seen)) return seen;
    before = now;
  }
  throw new Error(`the recorded instance did not come to rest: ${before}`);
}

/** Lets the program bring one instance to its end in a sandbox with controllers and a stand-in for the MAIA server, and writes down what there is then. */
export async function record(): Promise<Recording> {
  const workload = await renderWorkload();
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-recording-'));
  const sandbox = await startSandbox({ controllers: 'instant', programs: standIns() });
  const kubeconfig = path.join(dir, 'kubeconfig');
  await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  const client = await rawClient(kubeconfig);
  try {
    await run(kubeconfig, ['install']);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
    await client.request('POST', '/api/v1/namespaces', { body: namespace });
    const { status, text, json } = await client.request('POST', primaries(NAMESPACE), { body: primary(NAMESPACE, NAME) });
    if (status !== 201) throw new Error(`the instance was not made: ${text}`);
    const { uid } = (json as { readonly metadata: { readonly uid: string } }).metadata;
    const collections = new Set([primaries(), ...workload.children.map(({ collection }) => collection)]);
    const { kinds, statistics } = await atRest(async () => {
      await run(kubeconfig, ['reconcile', '-A']);
      const answer = await client.request('GET', STATISTICS, { headers: { 'x-maia-tenant-id': 'system' } });
      return { kinds: await Promise.all([...collections].map((collection) => recordKind(client, collection))), statistics: answer.text };
    });
    return {
      name: NAME,
      namespace: NAMESPACE,
      uid,
      workload,
      kinds,
      statistics: { url: STATISTICS, body: statistics },
      kubeconfig,
      close: async () => {
        await sandbox.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  } finally {
    client.close();
  }
}
