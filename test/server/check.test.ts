import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { startOwnPlane } from '../support/own-plane.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runCli } from '../support/run-cli.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

const run = promisify(execFile);

/** Definitions, storage classes and operators belong to the whole server, so these tests have one of their own. */
let plane: ControlPlane | undefined;

beforeAll(async () => {
  plane = await startOwnPlane({ bare: true });
  return plane?.close;
}, 120_000);

function own(): NonNullable<typeof plane> {
  if (plane === undefined) throw new Error('no control plane');
  return plane;
}

async function maia(args: string, kubeconfig = own().kubeconfig): Promise<CliResult> {
  return runCli(args.split(' ').filter(Boolean), { kubeconfig });
}

async function kubectl(args: string, input?: string): Promise<string> {
  const child = run(own().kubectl, ['--kubeconfig', own().kubeconfig, ...args.split(' ')]);
  child.child.stdin?.end(input ?? '');
  return (await child).stdout;
}

interface Definition {
  readonly spec: {
    readonly versions: readonly {
      readonly schema: {
        readonly openAPIV3Schema: {
          readonly properties: { readonly spec: { readonly properties: Record<string, Record<string, unknown>> } };
        };
      };
    }[];
  };
}

interface Report {
  readonly summary: Record<string, number>;
  readonly checks: readonly { check: string; state: string; message: string; fix?: string }[];
}

async function states(args: string, kubeconfig?: string): Promise<Record<string, string>> {
  const { checks } = JSON.parse((await maia(`${args} -o json`, kubeconfig)).stdout) as Report;
  return Object.fromEntries(checks.map(({ check, state }) => [check, state]));
}

const INSTANCES = 'definition maiainstances.maia.cuemby.com';

clusterTest('before the installation: check fails and says what to do, check --pre does not', async () => {
  await kubectl('delete storageclass --all');
  const bare = await maia('check');
  expect(bare).toMatchObject({ code: 1, stderr: '' });
  expect(bare.stdout).toMatch(/^ok +server: Kubernetes v1\.\d+\.\d+\S* at https:\S+\n/);
  expect(bare.stdout).toMatch(
    /^failed +definition maiainstances\.maia\.cuemby\.com: MaiaInstance is not known to this cluster\n +fix: kubectl maia install\n/m,
  );
  expect(bare.stdout).toMatch(/^warning +storage-class: the cluster has no storage class: volumes stay unbound\n +fix: /m);
  expect(bare.stdout).toMatch(/^warning +operator maia: nothing reconciles MAIA: .*\n +fix: kubectl maia reconcile --watch\n/m);
  const pre = await maia('check --pre -o json');
  expect(pre).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(pre.stdout)).toMatchObject({
    apiVersion: 'cli.maia.cuemby.com/v1',
    kind: 'CheckReport',
    summary: { failed: 0, unknown: 0 },
  });
  expect((JSON.parse(pre.stdout) as Report).checks).toContainEqual({ check: INSTANCES, state: 'ok', message: 'not installed yet' });
});

clusterTest('check --wait ends as soon as nothing fails, and with 124 where something goes on failing', async () => {
  const late = await withEnoughTime(
    async (time) => maia(`check --wait --timeout ${time}`),
    ({ stdout }) => stdout !== '',
  );
  expect(late).toMatchObject({ code: 124, stdout: expect.stringMatching(/^failed +definition maiainstances/m) as string });
  expect(late.stderr).toMatch(/^error: timed out after \d+s\ncause: .*maiainstances.*not known to this cluster/);
  const waiting = maia('check --wait --timeout 2m');
  expect((await maia('install')).code).toBe(0);
  expect(await waiting).toMatchObject({ code: 0, stderr: '' });
});

clusterTest('after it: definitions of ours, a trial write of each type that stores nothing', async () => {
  await kubectl('create -f -', STORAGE_CLASS);
  expect(await states('check')).toEqual({
    server: 'ok',
    apis: 'ok',
    [INSTANCES]: 'ok',
    'definition maiatenants.maia.cuemby.com': 'ok',
    'rights get': 'ok',
    'rights reconcile': 'ok',
    'storage-class': 'ok',
    'operator maia': 'warning',
    'write maiainstances': 'ok',
    'write maiatenants': 'ok',
  });
  expect(await kubectl('get maiainstances,maiatenants -A -o name')).toBe('');
  expect(await states('check -n nowhere')).toMatchObject({ 'write maiainstances': 'failed' });
  const junit = await maia('check -o junit');
  expect(junit).toMatchObject({ code: 0 });
  expect(junit.stdout).toMatch(
    /<testsuite name="check" tests="10" failures="0" skipped="0">\n {4}<testcase name="server" classname="check"\/>/,
  );
  const versions = await maia('version --check -o json');
  expect(versions).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(versions.stdout)).toMatchObject({
    clientVersion: { program: 'kubectl-maia' },
    serverVersion: { major: '1' },
    checks: [
      { check: 'server', state: 'ok' },
      { check: INSTANCES, state: 'ok' },
      { check: 'definition maiatenants.maia.cuemby.com', state: 'ok' },
      { check: 'operator maia', state: 'ok', message: 'none is installed' },
    ],
    fits: true,
  });
});

const STORAGE_CLASS = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: disks, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: none.example.com
`;

clusterTest("a definition that is older, newer or somebody else's is told apart", async () => {
  const [ours] = parseAllDocuments((await maia('install --export')).stdout).map((document) => document.toJS() as Definition);
  /** As another version of this program would have installed it. */
  const installed = async (change: (fields: Record<string, Record<string, unknown>>) => void): Promise<void> => {
    const other = structuredClone(ours);
    change(other?.spec.versions[0]?.schema.openAPIV3Schema.properties.spec.properties ?? {});
    await kubectl('apply --server-side --field-manager=maia-cli -f -', JSON.stringify(other));
  };
  const definition = async (): Promise<Report['checks'][number] | undefined> =>
    (JSON.parse((await maia('check -o json')).stdout) as Report).checks.find(({ check }) => check === INSTANCES);
  await installed((fields) => delete fields['rateLimit']);
  expect(await definition()).toMatchObject({
    state: 'failed',
    message: 'older than ours: it lacks v1alpha1.spec.rateLimit',
    fix: 'kubectl maia install',
  });
  await installed((fields) => (fields['colour'] = { type: 'string' }));
  expect(await definition()).toMatchObject({ state: 'warning', message: 'newer than ours: it has v1alpha1.spec.colour' });
  expect(await maia('version --check')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^warning +definition maiainstances\.maia\.cuemby\.com: newer than ours: /m) as string,
    stderr: '',
  });
  await installed((fields) => (fields['replicas'] = { ...fields['replicas'], maximum: 99 }));
  expect(await definition()).toMatchObject({ state: 'failed', message: expect.stringMatching(/^differs from ours: /) as string });
  expect((await maia('install')).code).toBe(0);
  expect(await definition()).toMatchObject({ state: 'ok' });
  await kubectl('delete crd maiatenants.maia.cuemby.com');
  const foreign =
    (await maia('install --export')).stdout.split('---\n')[1]?.replace('description: A tenant of a MAIA server', 'description: A tenant') ??
    '';
  await kubectl('create -f -', foreign);
  expect((await maia('check')).stdout).toMatch(
    /^warning +definition maiatenants\.maia\.cuemby\.com: differs from ours: .*put there by kubectl-create\n +fix: kubectl maia install --adopt\n/m,
  );
  expect((await maia('install --adopt')).code).toBe(0);
});

clusterTest('who reconciles: a lease that is renewed, a Deployment that is not ready', async () => {
  const renewed = new Date(Date.now() + 60_000).toISOString().replace('Z', '000Z');
  const lease = (time: string): string => `apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: maia-operator.cuemby.com, namespace: default}
spec: {holderIdentity: laptop_1, leaseDurationSeconds: 3600, renewTime: "${time}"}
`;
  await kubectl('create -f -', lease(renewed));
  const held = await maia('check');
  expect(held.stdout).toMatch(
    /^ok +operator maia: laptop_1 reconciles MAIA \(lease default\/maia-operator\.cuemby\.com, renewed \S+ ago\)\n/m,
  );
  await kubectl('delete lease maia-operator.cuemby.com -n default');
  await kubectl('create namespace maia-system');
  await kubectl('create deployment maia-operator --image=maia-operator -n maia-system');
  expect(await maia('check')).toMatchObject({ code: 1 });
  expect((await maia('check')).stdout).toMatch(
    /^failed +operator maia: maia-operator in namespace maia-system has no ready pod\n +fix: kubectl describe deployment/m,
  );
  // One that a migration has stopped is down on purpose.
  await kubectl('annotate deployment maia-operator -n maia-system aistack.dev/migrated-replicas=1');
  expect((await maia('check')).stdout).toMatch(/^warning +operator maia: nothing reconciles MAIA: /m);
  await kubectl('delete namespace maia-system --wait=false');
  await kubectl('delete deployment maia-operator -n maia-system');
});

clusterTest('what you may not look at is unknown, and rights fail only where they were asked for', async () => {
  const { nobody } = own().kubeconfigs;
  expect(await states('check', nobody)).toEqual({
    server: 'ok',
    apis: 'ok',
    [INSTANCES]: 'unknown',
    'definition maiatenants.maia.cuemby.com': 'unknown',
    'rights get': 'warning',
    'rights reconcile': 'warning',
    'storage-class': 'unknown',
    'operator maia': 'unknown',
    'write maiainstances': 'unknown',
    'write maiatenants': 'unknown',
  });
  expect(await maia('check', nobody)).toMatchObject({ code: 0, stderr: '' });
  const asked = await maia('check --for get,scale', nobody);
  expect(asked.code).toBe(1);
  expect(asked.stdout).toMatch(
    /^failed +rights get: you may not get maiainstances\.maia\.cuemby\.com, .* in namespace default\n +fix: ask for: kubectl maia auth rbac get -n default\n/m,
  );
});

clusterTest('what is wrong is told, with a code of its own', async () => {
  for (const args of ['check --for render', 'check --for gte', 'check -o yaml', 'check -A -n x', 'check --timeout soon', 'check now']) {
    const result = await maia(args);
    expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
  }
  expect(await maia('check -s https://127.0.0.1:1')).toMatchObject({ code: 8, stdout: '' });
  expect(await maia('check', '/nonexistent')).toMatchObject({ code: 8, stdout: '' });
});
