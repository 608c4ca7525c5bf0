import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import type { LocalMaia } from '../support/maia-stand-in.ts';
import { startMaia } from '../support/maia-stand-in.ts';
import { startOwnPlane } from '../support/own-plane.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import type { CliResult, RunningCli } from '../support/run-cli.ts';
import { emptyHome, nodeFolder, runCli, startCli } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { withoutStillWaiting } from '../support/without-still-waiting.ts';

/** A job of a pull request: it makes a tenant, uses it, and takes it away again. */
const RECIPE = String.raw`
kubectl maia check --pre -o json > check.json || exit $?
kubectl maia create tenant "pr-$PR" --instance memory -n ci --plan free --api-key ci:read,write@pr-$PR-key \
  --if-not-exists --wait --timeout 3m --yes --output-file maia.ndjson
case $? in 0) ;; 124) kubectl maia why tenant "pr-$PR" -n ci -o json; exit 1;; 5) echo "rights"; exit 1;; *) exit 1;; esac
kubectl maia wait tenant/"pr-$PR" -n ci --for=ready --timeout=1m
kubectl maia delete tenant "pr-$PR" -n ci --yes --wait --ignore-not-found
`;

const TENANT = 'maiatenant.maia.cuemby.com/pr-7';

/** A server of its own: the recipe's namespace is called ci. */
interface Scene {
  readonly plane: Pick<ControlPlane, 'kubeconfig' | 'kubectl' | 'close'>;
  readonly loop: RunningCli;
  readonly folder: string;
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CliResult> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: 300_000, ...options }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : undefined, stdout, stderr });
    });
    child.stdin?.end();
  });
}

let scene: Scene | undefined;
let local: LocalMaia | undefined;

/** The server of the test: in project sandbox that of the file, whose pods of MAIA answer. */
async function ownPlane(): Promise<Scene['plane'] | undefined> {
  const sandbox = sandboxPlane();
  if (sandbox !== undefined) return { kubeconfig: sandbox.kubeconfig, kubectl: sandbox.kubectl, close: () => Promise.resolve() };
  return inject('clusterSkipped') === undefined ? await startOwnPlane() : undefined;
}

beforeAll(async () => {
  const plane = await ownPlane();
  if (plane === undefined) return;
  const { kubeconfig } = plane;
  const kubectl = async (...args: readonly string[]): Promise<void> => {
    const done = await run(plane.kubectl, ['--kubeconfig', kubeconfig, ...args]);
    if (done.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${done.stderr}`);
  };
  const maia = async (...args: readonly string[]): Promise<void> => {
    const done = await runCli(args, { kubeconfig });
    if (done.code !== 0) throw new Error(`${args.join(' ')}: ${done.stderr}`);
  };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-ci-'));
  await maia('install');
  await kubectl('create', 'namespace', 'ci');
  const endpoint: string[] = [];
  if (sandboxPlane() === undefined) {
    // No pod there holds a MAIA: one on this machine stands for that of the instance.
    local = await startMaia();
    endpoint.push('--annotations', `maia.cuemby.com/endpoint=${local.url}`);
  }
  await maia('create', 'instance', 'memory', '-n', 'ci', '--image', 'ghcr.io/ar4mirez/maia:v1.0.0', '--tenancy', '-q', ...endpoint);
  const loop = startCli(['reconcile', '--watch', '-n', 'ci'], { kubeconfig, timeoutMs: 900_000 });
  scene = { plane, loop, folder };
  await loop.until(/deployment\.apps\/memory created/);
  // Without controllers nobody says that the pods are ready.
  if (sandboxPlane() !== undefined || inject('controllers')) return;
  const ready = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  await kubectl(
    'patch',
    'deployment',
    'memory',
    '-n',
    'ci',
    '--subresource=status',
    '--type=merge',
    '-p',
    JSON.stringify({ status: ready }),
  );
}, 300_000);

afterAll(async () => {
  if (scene !== undefined) {
    scene.loop.signal('SIGINT');
    await scene.loop.done;
    await scene.plane.close();
  }
  await local?.close();
});

clusterTest('the recipe for CI works as it is written', async () => {
  if (scene === undefined) throw new Error('there is no server');
  const { plane, loop, folder } = scene;
  const bin = path.join(PROJECT_ROOT, 'bin');
  const PATH = [bin, path.dirname(plane.kubectl), nodeFolder(), process.env['PATH'] ?? ''].join(path.delimiter);
  const env = { PATH, HOME: emptyHome(), TERM: 'dumb', KUBECONFIG: plane.kubeconfig, PR: '7' };
  const done = await run('sh', ['-c', RECIPE], { cwd: folder, env });
  expect(withoutStillWaiting(done)).toEqual({
    code: 0,
    stdout: `${TENANT} created\n${TENANT} condition met\n${TENANT} deleted\n`,
    stderr: '',
  });
  expect(JSON.parse(await readFile(path.join(folder, 'check.json'), 'utf8'))).toMatchObject({ kind: 'CheckReport' });
  const records = (await readFile(path.join(folder, 'maia.ndjson'), 'utf8')).trimEnd().split('\n');
  expect(records.map((line) => (JSON.parse(line) as { step: string; object: string; result: string }).result)).toContain('created');
  expect(await loop.until(/pr-7/)).not.toContain('rror');
});

clusterTest('keys and limits of a tenant that the loop looks after, each with --wait', async () => {
  if (scene === undefined) throw new Error('there is no server');
  const { kubeconfig } = scene.plane;
  const maia = async (args: string): Promise<CliResult> =>
    withoutStillWaiting(await runHere([...args.split(' '), '-n', 'ci'], { executable: 'kubectl-maia', kubeconfig }));
  const states = async (): Promise<readonly string[]> => {
    const { items } = JSON.parse((await maia('keys list demo -o json')).stdout) as { items: readonly Record<string, string>[] };
    return items.map(({ name, state }) => `${name} ${state}`);
  };
  const demo = 'maiatenant.maia.cuemby.com/demo';
  expect(await maia('tenant create demo --instance memory --api-key app --api-key ci:read@ci-key --wait')).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(await states()).toEqual(['app Ready', 'ci Ready']);
  const before = (await maia('keys list demo')).stdout;
  expect(await maia('keys rotate demo app --grace 1h --wait --timeout 3m')).toEqual({
    code: 0,
    stdout: `${demo} key app rotation requested\n${demo} key app rotated\n`,
    stderr: '',
  });
  expect(await states()).toEqual(['app Ready', 'ci Ready', 'app Revoking']);
  const after = (await maia('keys list demo')).stdout;
  const hashOf = (table: string): string | undefined => /^app .* Ready +(\w+)$/m.exec(table)?.[1];
  expect(hashOf(after)).not.toBe(hashOf(before));
  expect(await maia('keys revoke demo app ci --yes --wait --timeout 3m')).toMatchObject({ code: 0, stderr: '' });
  expect(await states()).toEqual([]);
  expect(await maia('quota set demo memories=500 --wait --timeout 3m')).toMatchObject({ code: 0, stderr: '' });
  expect(await maia('tenant suspend demo --reason unpaid --wait --timeout 3m')).toMatchObject({ code: 0, stderr: '' });
  expect(await maia('tenant resume demo --wait --timeout 3m')).toMatchObject({ code: 0, stderr: '' });
  expect(await maia('tenant delete demo --yes --wait')).toMatchObject({ code: 0 });
});

clusterTest(
  'an upgrade is ready when the new pods are',
  async () => {
    if (scene === undefined) throw new Error('there is no server');
    const { kubeconfig, kubectl } = scene.plane;
    const upgraded = await runHere(['upgrade', 'instance', 'memory', '--to', 'v1.1.0', '--timeout', '3m', '-n', 'ci'], {
      executable: 'kubectl-maia',
      kubeconfig,
    });
    expect(withoutStillWaiting(upgraded)).toEqual({
      code: 0,
      stdout: 'maiainstance.maia.cuemby.com/memory upgraded\n',
      stderr: 'note: tag v1.0.0 → v1.1.0\n',
    });
    const images = 'jsonpath={.items[*].spec.containers[*].image}';
    await expect
      .poll(async () => (await run(kubectl, ['--kubeconfig', kubeconfig, 'get', 'pods', '-n', 'ci', '-o', images])).stdout)
      .toBe('ghcr.io/ar4mirez/maia:v1.1.0');
  },
  { needs: 'controllers' },
);
