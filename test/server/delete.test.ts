import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CommandScene } from '../support/command-scene.ts';
import { commandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import type { CliOptions, CliResult } from '../support/run-cli.ts';
import { startCli } from '../support/run-cli.ts';

const INSTANCE = 'maiainstance.maia.cuemby.com';
const HOLD = 'example.com/hold';

function instance(name: string, more = ''): string {
  return `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: ${name}${more}}\nspec: {}\n`;
}

function claim(name: string, metadata: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}, ${metadata}}
spec: {accessModes: [ReadWriteOnce], storageClassName: never, resources: {requests: {storage: 1Gi}}}
`;
}

describeCluster('delete', (plane) => {
  let scene: CommandScene;

  beforeAll(async () => {
    scene = await commandScene(plane, 'delete');
  });
  const remove = async (args: string, options: CliOptions = {}): Promise<CliResult> =>
    scene.aistack(`delete ${args}`, { entry: 'kubectl-maia', ...options });
  const make = async (...documents: readonly string[]): Promise<void> => {
    await scene.kubectl('create -f -', documents.join('---\n'));
  };
  const left = async (): Promise<string> => scene.kubectl('get maiainstances -o name');
  const uidOf = async (name: string): Promise<string> => scene.kubectl(['get', 'maiainstance', name, '-o', 'jsonpath={.metadata.uid}']);

  test('off a terminal it needs --yes, and says so before it asks the server anything', async () => {
    await make(instance('kept'));
    const refused = {
      code: 2,
      stdout: '',
      stderr: 'error: delete: this needs a yes, and there is no terminal to ask at\nfix: say --yes\n',
    };
    expect(await remove('instance kept')).toEqual(refused);
    expect(await remove('instance kept', { kubeconfig: '/nonexistent' })).toEqual(refused);
    expect(await remove('instance kept -i')).toEqual(refused);
    expect(await left()).toContain('kept');
  });

  test('a dry run says what would go, what stays, and whose data is lost', async () => {
    await make(instance('whole', `, finalizers: [${HOLD}]`));
    const owner = `ownerReferences: [{apiVersion: maia.cuemby.com/v1alpha1, kind: MaiaInstance, name: whole, uid: ${await uidOf('whole')}, controller: true}]`;
    const map = (name: string, metadata: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, ${metadata}}\n`;
    await make(map('first', owner), map('second', owner), map('stranger', 'labels: {a: b}'), claim('data', owner));
    await make(claim('backup', `annotations: {aistack.dev/owner: maiainstances.maia.cuemby.com/${scene.namespace}/whole}`));
    const uid = await scene.kubectl(['get', 'configmap', 'first', '-o', 'jsonpath={.metadata.uid}']);
    await make(map('grandchild', `ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: first, uid: ${uid}}]`));
    expect(await remove('instance whole --dry-run=server')).toEqual({
      code: 0,
      stdout: `${INSTANCE}/whole deleted (server dry run)\n`,
      stderr: `This deletes 1 MaiaInstance: whole
and with it 3 ConfigMaps
and the DATA on 1 PersistentVolumeClaim: data (a volume whose reclaim policy is Retain keeps it)
It leaves 1 PersistentVolumeClaim: backup, with the data
Its operator must run for it to go (finalizers: ${HOLD})
`,
    });
    const orphaned = await remove('instance whole --dry-run --cascade orphan');
    expect(orphaned).toMatchObject({ code: 0, stdout: `${INSTANCE}/whole deleted (dry run)\n` });
    expect(orphaned.stderr).toContain('It leaves 1 PersistentVolumeClaim: data, with the data\nIt leaves 3 ConfigMaps\n');
    expect(await left()).toContain('whole');
  });

  test('waits until it is gone; what holds it is told at the time-out; --strip-finalizers lets it go', async () => {
    await make(instance('held', `, finalizers: [${HOLD}]`));
    const held = await remove('instance held --yes --timeout 1s');
    expect(held).toMatchObject({ code: 124, stdout: `${INSTANCE}/held deleted\n` });
    expect(held.stderr).toContain(HOLD);
    expect(await remove('instance held --strip-finalizers')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('say --yes too') as string,
    });
    const stripped = await remove('instance held --yes --strip-finalizers');
    expect(stripped).toMatchObject({ code: 0, stdout: `${INSTANCE}/held deleted\n` });
    expect(stripped.stderr).toContain(`the finalizers of ${INSTANCE}/held were taken off (${HOLD})`);
    expect(await left()).not.toContain('held');
  });

  test('one made anew meanwhile is no business of the wait', async () => {
    await make(instance('again', `, finalizers: [${HOLD}]`));
    const running = startCli(['delete', 'instance', 'again', '--yes', '-n', scene.namespace], {
      kubeconfig: plane.kubeconfig,
      timeoutMs: 240_000,
    });
    await running.until(/again deleted/);
    await scene.kubectl(['patch', 'maiainstance', 'again', '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
    await make(instance('again'));
    expect(await running.done).toMatchObject({ code: 0 });
    expect(await left()).toContain('again');
  });

  test('what is not there: 4, beside others 10, or nothing with --ignore-not-found; a typo is met with the live name', async () => {
    await make(instance('present'), instance('almost-there'));
    const missing = await remove('instance almost-their --yes');
    expect(missing).toEqual({
      code: 4,
      stdout: '',
      stderr: `error: MaiaInstance almost-their in namespace ${scene.namespace} not found\nfix: did you mean "almost-there"?\n`,
    });
    expect(await remove('instance xyz --yes --ignore-not-found')).toEqual({ code: 0, stdout: '', stderr: '' });
    const records = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-delete-')), 'steps.ndjson');
    const both = await remove(`instance present xyz --yes -o name --output-file ${records}`);
    expect(both).toMatchObject({
      code: 10,
      stdout: `${INSTANCE}/present\n`,
      stderr: expect.stringContaining('MaiaInstance xyz') as string,
    });
    const [first] = (await readFile(records, 'utf8')).split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ step: 'delete', object: `${INSTANCE}/present`, result: 'deleted' });
  });

  test('by label, and all of a type', async () => {
    await make(instance('red-1', ', labels: {color: red}'), instance('red-2', ', labels: {color: red}'));
    expect((await remove('instances -l color=red --yes')).stdout).toBe(`${INSTANCE}/red-1 deleted\n${INSTANCE}/red-2 deleted\n`);
    expect(await remove('instances -l color=red --yes')).toEqual({ code: 0, stdout: '', stderr: 'No resources found\n' });
    expect(await remove('tenants --all --yes')).toMatchObject({ code: 0, stdout: '' });
    await make(instance('last'));
    const whole = await remove('instances --all --yes --wait=false --strip-finalizers');
    expect(whole.stdout).toContain(`${INSTANCE}/last deleted\n`);
    expect(await left()).toBe('');
  });

  test('-f deletes what the manifests name, ours first; what holds others is left alone', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: key}\n';
    await make(secret, instance('filed'));
    const space = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${scene.namespace}}\n`;
    const input = [space, secret, instance('filed')].join('---\n');
    expect(await remove('-f - --yes', { input })).toEqual({
      code: 0,
      stdout: `${INSTANCE}/filed deleted\nsecret/key deleted\n`,
      stderr: `note: namespace/${scene.namespace} is left alone: everything in it would go too\n`,
    });
    expect(await remove('-f - --yes', { input })).toMatchObject({ code: 4, stdout: '' });
    expect(await remove('-f - --yes --ignore-not-found', { input })).toMatchObject({ code: 0, stdout: '' });
    expect(await scene.kubectl(['get', 'namespace', scene.namespace, '-o', 'jsonpath={.status.phase}'])).toBe('Active');
  });
});

test.each([
  ['delete', /delete needs a type/],
  ['delete instance', /delete needs names\nfix: name the objects, or select them with -l or --all/],
  ['delete instance x --all', /names and selections do not mix/],
  ['delete instance -l a=b --all', /--all and selectors do not mix/],
  ['delete instance x -A', /a name cannot be looked up in all namespaces/],
  ['delete instance --all -A -n x', /--all-namespaces contradicts --namespace/],
  ['delete instance x -f -', /files and other selections do not mix/],
  ['delete instance x -y -i', /--interactive contradicts --yes/],
  ['delete instance x --cascade=half', /background, foreground, orphan/],
  ['delete instance x -y -R', /-R belongs to -f/],
])('%s is wrong usage', async (args, stderr) => {
  const { runCli } = await import('../support/run-cli.ts');
  const result = await runCli(args.split(' '), { kubeconfig: '/nonexistent' });
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toMatch(stderr);
});
