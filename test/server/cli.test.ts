import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect } from 'vitest';
import type { CliResult } from '../support/run-cli.ts';
import { nodeFolder, runCli } from '../support/run-cli.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { rawClient } from '../support/raw-client.ts';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { startOwnPlane } from '../support/own-plane.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

const run = promisify(execFile);

/** The definitions are shared by the whole server, so these tests have one of their own. */
let plane: ControlPlane | undefined;

beforeAll(async () => {
  plane = await startOwnPlane({ bare: true });
  return plane?.close;
}, 120_000);

function own(): NonNullable<typeof plane> {
  if (plane === undefined) throw new Error('no control plane');
  return plane;
}

async function maia(args: string, options: Parameters<typeof runCli>[1] = {}): Promise<CliResult> {
  return runCli(args.split(' ').filter(Boolean), { kubeconfig: own().kubeconfig, ...options });
}

async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(own().kubectl, ['--kubeconfig', own().kubeconfig, ...args]);
  return stdout;
}

const CRD = 'customresourcedefinition.apiextensions.k8s.io';

const INSTANCES = `${CRD}/maiainstances.maia.cuemby.com`;
const TENANTS = `${CRD}/maiatenants.maia.cuemby.com`;

const INSTANCE = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: demo, namespace: default}
spec: {replicas: 1}
`;

clusterTest('before the definitions are there, every reader says so and how to get them', async () => {
  for (const args of ['get tenants', 'get all -A', 'status', 'get tenant x']) {
    const result = await maia(args);
    expect([args, result.code, result.stdout]).toEqual([args, 7, '']);
    expect(result.stderr).toMatch(
      /^error: Maia(Instance|Tenant) is not known to this cluster\ncause: .*\nfix: kubectl maia install crds\n$/,
    );
  }
});

clusterTest('install: dry runs store nothing, then created, then unchanged', async () => {
  expect(await maia('install --dry-run')).toMatchObject({
    code: 0,
    stdout: `${INSTANCES} created (dry run)\n${TENANTS} created (dry run)\n`,
    stderr: '',
  });
  expect(await maia('install --dry-run=server')).toMatchObject({
    code: 0,
    stdout: `${INSTANCES} created (server dry run)\n${TENANTS} created (server dry run)\n`,
  });
  expect((await maia('get tenants')).code).toBe(7);
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-cli-')), 'steps.ndjson');
  expect(await maia(`install crds --output-file ${file}`)).toMatchObject({
    code: 0,
    stdout: `${INSTANCES} created\n${TENANTS} created\n`,
    stderr: '',
  });
  const records = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(records.map((line) => (JSON.parse(line) as { result: string }).result)).toEqual(['created', 'created']);
  expect(await maia('install')).toMatchObject({ code: 0, stdout: `${INSTANCES} unchanged\n${TENANTS} unchanged\n`, stderr: '' });
  expect(await maia('install --dry-run')).toMatchObject({
    code: 0,
    stdout: `${INSTANCES} unchanged (dry run)\n${TENANTS} unchanged (dry run)\n`,
  });
});

clusterTest('an empty list is told on stderr and is no failure', async () => {
  expect(await maia('get tenants')).toMatchObject({ code: 0, stdout: '', stderr: 'No resources found in default namespace.\n' });
  expect(await maia('get all -A')).toMatchObject({ code: 0, stdout: '', stderr: 'No resources found\n' });
  expect(await maia('status -n elsewhere')).toMatchObject({ code: 0, stdout: '', stderr: 'No resources found in elsewhere namespace.\n' });
});

clusterTest('get prints what kubectl prints', async () => {
  const client = await rawClient(own().kubeconfig);
  const made = await client.request('POST', '/apis/maia.cuemby.com/v1alpha1/namespaces/default/maiainstances', {
    body: INSTANCE,
    type: 'application/yaml',
  });
  client.close();
  expect(made.status).toBe(201);
  // Ages may differ by a second between two calls.
  const ageless = (text: string): string => text.replaceAll(/(?:\d+[smh])+$/gm, 'Ns');
  expect(ageless((await maia('get maiainstances')).stdout)).toBe(ageless(await kubectl('get', 'maiainstances')));
  expect(ageless((await maia('-n default get instance/demo')).stdout)).toBe(ageless(await kubectl('get', 'maiainstances')));
  expect((await maia('instance get demo --no-headers')).stdout).toMatch(/^demo +\d+s\n$/);
  expect(ageless((await maia('get mi -A')).stdout)).toBe(ageless(await kubectl('get', 'maiainstances', '-A')));
  expect(JSON.parse((await maia('get mi demo -o json')).stdout)).toEqual(
    JSON.parse(await kubectl('get', 'maiainstances', 'demo', '-o', 'json')),
  );
  expect(JSON.parse((await maia('get mi -o json')).stdout)).toEqual(JSON.parse(await kubectl('get', 'maiainstances', '-o', 'json')));
  expect((await maia('get mi demo -o yaml')).stdout).toBe(await kubectl('get', 'maiainstances', 'demo', '-o', 'yaml'));
  expect((await maia('get mi -o name')).stdout).toBe(await kubectl('get', 'maiainstances', '-o', 'name'));
});

clusterTest('what is named and not there is exit 4, beside what is', async () => {
  const result = await maia('get mi demo nope -o name');
  expect(result).toMatchObject({ code: 4, stdout: 'maiainstance.maia.cuemby.com/demo\n' });
  expect(result.stderr).toMatch(/^error: MaiaInstance nope in namespace default not found\nfix: /);
  expect(await maia('get mi nope --ignore-not-found')).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

clusterTest('status is a table, a report, and a test', async () => {
  const table = (await maia('status')).stdout.split('\n');
  expect(table[0]).toBe('NAME            PHASE   READY     REASON   MESSAGE   AGE');
  expect(table[1]).toMatch(/^instance\/demo {11}Unknown +\d+s$/);
  const report = JSON.parse((await maia('status -A -o json')).stdout) as Record<string, unknown>;
  expect(report).toMatchObject({
    apiVersion: 'cli.maia.cuemby.com/v1',
    kind: 'StatusReport',
    summary: { total: 1, pending: 1 },
    items: [{ kind: 'MaiaInstance', name: 'demo' }],
  });
  expect((await maia('status --fail-on pending')).code).toBe(1);
  expect((await maia('status --fail-on degraded')).code).toBe(0);
});

clusterTest('a user without rights is told who, what and where; -v adds the rule', async () => {
  const nobody = { kubeconfig: own().kubeconfigs.nobody };
  const result = await maia('get tenants', nobody);
  expect(result).toMatchObject({ code: 5, stdout: '' });
  expect(result.stderr).toMatch(
    /^error: you \(nobody\) may not list maiatenants in namespace default\ncause: .*\nfix: kubectl maia auth rbac get tenants -n default\n$/,
  );
  expect((await maia('get tenants -A -v', nobody)).stderr).toContain(
    '- apiGroups: [maia.cuemby.com]\n  resources: [maiatenants]\n  verbs: [list]\n',
  );
  expect((await maia('install', nobody)).code).toBe(5);
  expect((await maia('uninstall', nobody)).code).toBe(5);
});

clusterTest('no server, no kubeconfig, no such context: exit 8, never a guess', async () => {
  const refused = await maia('get tenants -s https://127.0.0.1:1');
  expect(refused).toMatchObject({ code: 8, stdout: '' });
  expect(refused.stderr).toMatch(/^error: unable to connect to the server https:\/\/127\.0\.0\.1:1 .*\ncause: connection refused/);
  const without = await runCli(['get', 'tenants']);
  expect(without.code).toBe(8);
  expect(without.stderr).toMatch(/^error: there is no cluster to talk to\ncause: no kubeconfig .*\.kube\/config/);
  const context = await maia('get tenants --context nowhere');
  expect(context.code).toBe(8);
  expect(context.stderr).toContain('context "nowhere" does not exist');
});

clusterTest('the umbrella asks which, or is told', async () => {
  const umbrella = { entry: 'kubectl-aistack' };
  const asked = await maia('get instances', umbrella);
  expect(asked).toMatchObject({ code: 2, stdout: '' });
  expect(asked.stderr).toContain('maiainstances.maia.cuemby.com or abiinstances.abi.io');
  expect((await maia('maia get instances -o name', umbrella)).stdout).toBe('maiainstance.maia.cuemby.com/demo\n');
  const all = await maia('get all -o name', umbrella);
  expect(all).toMatchObject({ code: 0, stdout: 'maiainstance.maia.cuemby.com/demo\n' });
  expect(all.stderr).toContain('warning: AbiInstance is not known to this cluster');
});

clusterTest('it is a kubectl plugin', async () => {
  const env = {
    ...process.env,
    PATH: `${path.join(PROJECT_ROOT, 'bin')}:${nodeFolder()}:${process.env['PATH']}`,
    KUBECONFIG: own().kubeconfig,
  };
  const { stdout } = await run(own().kubectl, ['maia', 'get', 'instances', '-o', 'name'], { env });
  expect(stdout).toBe('maiainstance.maia.cuemby.com/demo\n');
});

clusterTest('a definition of someone else is not overwritten, unless it says the same or is adopted', async () => {
  const source = await readFile(path.join(PROJECT_ROOT, 'crds', 'abiinstances.abi.io.yaml'), 'utf8');
  const file = path.join(own().dir, 'foreign.yaml');
  const abi = { entry: 'kubectl-abi' };
  await writeFile(file, source);
  await kubectl('create', '-f', file);
  expect(await maia('install', abi)).toMatchObject({ code: 0, stdout: `${CRD}/abiinstances.abi.io unchanged\n` });
  await kubectl('delete', '-f', file);
  await writeFile(file, source.replace('shortNames:', 'shortNames:\n      - theirs'));
  await kubectl('create', '-f', file);
  const before = await kubectl('get', 'crd', 'abiinstances.abi.io', '-o', 'jsonpath={.metadata.resourceVersion}{.spec.names}');
  const refused = await maia('install', abi);
  expect(refused).toMatchObject({ code: 6, stdout: '' });
  expect(refused.stderr).toMatch(
    /put there by someone else and differs from ours\ncause: it is managed by kubectl-create\nfix: kubectl abi install --adopt/,
  );
  expect(await kubectl('get', 'crd', 'abiinstances.abi.io', '-o', 'jsonpath={.metadata.resourceVersion}{.spec.names}')).toBe(before);
  expect((await maia('uninstall', abi)).code).toBe(6);
  expect(await maia('install --adopt', abi)).toMatchObject({ code: 0, stdout: `${CRD}/abiinstances.abi.io configured\n` });
  expect(await kubectl('get', 'crd', 'abiinstances.abi.io', '-o', 'jsonpath={.spec.names.shortNames}')).not.toContain('theirs');
});

clusterTest('our own definition that others changed since is put back by --adopt only', async () => {
  const name = 'abiinstances.abi.io';
  const abi = { entry: 'kubectl-abi' };
  const shortNames = (): Promise<string> => kubectl('get', 'crd', name, '-o', 'jsonpath={.spec.names.shortNames}');
  await kubectl('patch', 'crd', name, '--type=json', '-p', '[{"op":"add","path":"/spec/names/shortNames","value":["theirs"]}]');
  for (const args of ['install', 'install --dry-run=server']) {
    const refused = await maia(args, abi);
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toMatch(
      /^error: CustomResourceDefinition abiinstances\.abi\.io was changed by someone else after it was installed\ncause: field \.spec\.names\.shortNames is managed by "kubectl-patch" \(Update, \d+s ago\)\nfix: kubectl abi install --adopt takes /,
    );
  }
  expect(await shortNames()).toContain('theirs');
  expect(await maia('install --adopt --dry-run=server', abi)).toMatchObject({
    code: 0,
    stdout: `${CRD}/${name} configured (server dry run)\n`,
  });
  expect(await maia('install --adopt', abi)).toMatchObject({ code: 0, stdout: `${CRD}/${name} configured\n` });
  expect(await shortNames()).not.toContain('theirs');
  const env = { ...process.env, KUBE_EDITOR: 'sed -i s/singular:.*abiinstance/singular:\\ edited/', KUBECONFIG: own().kubeconfig };
  await run(own().kubectl, ['edit', 'crd', name], { env });
  const edited = await maia('install', abi);
  expect(edited).toMatchObject({ code: 6, stdout: '' });
  expect(edited.stderr).toMatch(/field \.spec\.names\.singular is managed by "kubectl-edit"/);
  expect(await maia('install --adopt', abi)).toMatchObject({ code: 0, stdout: `${CRD}/${name} configured\n` });
  expect(await maia('install', abi)).toMatchObject({ code: 0, stdout: `${CRD}/${name} unchanged\n` });
});

clusterTest('a stored version that we do not have is never lost', async () => {
  const name = 'abiinstances.abi.io';
  await kubectl('patch', 'crd', name, '--subresource=status', '--type=merge', '-p', '{"status":{"storedVersions":["v1alpha1","v9"]}}');
  const stored = await kubectl('get', 'crd', name, '-o', 'jsonpath={.status.storedVersions}');
  expect(stored).toContain('v9');
  const refused = await maia('install --adopt', { entry: 'kubectl-abi' });
  expect(refused).toMatchObject({ code: 6, stdout: '' });
  expect(refused.stderr).toMatch(/would be downgraded\ncause: objects may be stored in .*v9/);
});

clusterTest('render needs no cluster, and an invalid manifest is exit 2 naming object and field', async () => {
  const good = await maia('render -f - -o json', { kubeconfig: '/nonexistent', input: INSTANCE });
  expect(good.code).toBe(0);
  expect((JSON.parse(good.stdout) as { items: readonly { kind: string }[] }).items.map(({ kind }) => kind)).toContain('Deployment');
  const bad = await maia('render -f -', { input: INSTANCE.replace('replicas: 1', 'replicas: 99') });
  expect(bad).toMatchObject({ code: 2, stdout: '' });
  expect(bad.stderr).toMatch(/^error: standard input: MaiaInstance demo is not valid\ncause: spec\.replicas: .*\nfix: /);
});

clusterTest('uninstall refuses while there are objects, and never hangs to ask', async () => {
  const refused = await maia('uninstall');
  expect(refused).toMatchObject({ code: 6, stdout: '' });
  expect(refused.stderr).toMatch(/^error: there are still objects: 1 maiainstance\n/);
  expect((await maia('uninstall --delete-resources')).code).toBe(2);
  const dry = await maia('uninstall --delete-resources --dry-run=server');
  expect(dry).toMatchObject({ code: 0 });
  expect(dry.stdout).toContain('maiainstance.maia.cuemby.com/demo deleted (server dry run)\n');
  expect(await kubectl('get', 'maiainstances', '-o', 'name')).toContain('demo');
});

clusterTest('uninstall waits for finalizers, and a deadline ends it with 124', async () => {
  await kubectl('patch', 'maiainstance', 'demo', '--type=merge', '-p', '{"metadata":{"finalizers":["example.com/hold"]}}');
  const late = await withEnoughTime(
    async (time) => maia(`uninstall --delete-resources --yes --timeout ${time}`),
    ({ stderr }) => stderr.includes('to go'),
  );
  expect(late.code).toBe(124);
  expect(late.stderr).toMatch(
    /timed out after \d+s\ncause: waiting for 1 maiainstances to go, first default\/demo \(finalizers: example.com\/hold\)/,
  );
  expect(await kubectl('get', 'crd', 'maiainstances.maia.cuemby.com', '-o', 'name')).toContain('maiainstances');
  await kubectl('patch', 'maiainstance', 'demo', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
  const done = await maia('uninstall --delete-resources --yes');
  expect(done).toMatchObject({ code: 0, stdout: `${INSTANCES} deleted\n${TENANTS} deleted\n` });
  expect(await maia('uninstall')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'Nothing to uninstall: none of the definitions is there.\n',
  });
});
