import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { freePort } from './free-port.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { nodeFolder } from './run-cli.ts';

const run = promisify(execFile);

/** The service account of a pod as the kubelet mounts it, and where the API server is. */
export interface PodGround {
  readonly env: Readonly<Record<string, string>>;
  /** Of the service account, for this pod alone. */
  readonly token: string;
  close(): Promise<void>;
}

/** A container of the operator, played by a process of this machine: no node of the test servers runs real ones. */
export interface PlayedPod {
  readonly pid: number;
  /** Its log so far. */
  log(): string;
  /** What a probe gets: status of `/readyz`, 0 where nobody answers. */
  readyz(): Promise<number>;
  /** Whether the metrics say that it holds its leases; undefined where nobody answers. */
  leads(): Promise<boolean | undefined>;
  /** Sends the signal and waits for the end: the exit code, null where a signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Issues a token for the service account and lays it down as the kubelet does. */
export async function podGround(
  plane: { readonly kubeconfig: string; readonly kubectl: string },
  serviceAccount: string,
  namespace: string,
): Promise<PodGround> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-pod-'));
  const config = parse(await readFile(plane.kubeconfig, 'utf8')) as {
    readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  };
  const cluster = config.clusters[0]?.cluster ?? {};
  const data = cluster['certificate-authority-data'];
  const authority =
    data === undefined
      ? await readFile(path.resolve(path.dirname(plane.kubeconfig), cluster['certificate-authority'] ?? ''))
      : Buffer.from(data, 'base64');
  const { stdout: token } = await run(plane.kubectl, [
    '--kubeconfig',
    plane.kubeconfig,
    'create',
    'token',
    serviceAccount,
    '-n',
    namespace,
  ]);
  await mkdir(path.join(dir, 'account'));
  await writeFile(path.join(dir, 'account', 'token'), token.trim(), { mode: 0o600 });
  await writeFile(path.join(dir, 'account', 'ca.crt'), authority);
  await writeFile(path.join(dir, 'account', 'namespace'), namespace);
  const server = new URL(cluster['server'] ?? '');
  return {
    token: token.trim(),
    env: {
      PATH: nodeFolder(),
      HOME: dir,
      POD_NAMESPACE: namespace,
      KUBERNETES_SERVICE_HOST: server.hostname,
      KUBERNETES_SERVICE_PORT: server.port,
      AISTACK_SERVICE_ACCOUNT_DIR: path.join(dir, 'account'),
      AISTACK_CACHE_DIR: path.join(dir, 'cache'),
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}

/** Starts the container with the arguments of its Deployment, but on ports that are free here. End it. */
export async function playPod(ground: PodGround, args: readonly string[]): Promise<PlayedPod> {
  const [health, metrics] = [await freePort(), await freePort()];
  const own = args.map((arg) =>
    arg
      .replace('$(POD_NAMESPACE)', ground.env['POD_NAMESPACE'] ?? '')
      .replace(/^(--health-probe-bind-address)=.*/, `$1=127.0.0.1:${String(health)}`)
      .replace(/^(--metrics-bind-address)=.*/, `$1=127.0.0.1:${String(metrics)}`),
  );
  const program = [path.join(PROJECT_ROOT, 'bin', 'run.js'), '--entry=kubectl-aistack', ...own];
  const child = spawn(path.join(nodeFolder(), 'node'), program, { env: { ...ground.env }, cwd: '/' });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ask = async (port: number, at: string): Promise<Response | undefined> => {
    try {
      return await fetch(`http://127.0.0.1:${String(port)}${at}`, { signal: AbortSignal.timeout(2_000) });
    } catch {
      return undefined;
    }
  };
  return {
    pid: child.pid ?? 0,
    log: () => log,
    readyz: async () => (await ask(health, '/readyz'))?.status ?? 0,
    leads: async () => {
      const text = await (await ask(metrics, '/metrics'))?.text();
      const values = [...(text ?? '').matchAll(/^leader_election_master_status\{[^}]*\} ([01])$/gm)].map(([, value]) => value);
      return values.length === 0 ? undefined : values.every((value) => value === '1');
    },
    end: async (signal) => {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
