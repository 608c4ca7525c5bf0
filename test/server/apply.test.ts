import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CommandScene } from '../support/command-scene.ts';
import { commandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';

const AS_MAIA = { entry: 'kubectl-maia' } as const;
const INSTANCE = 'maiainstance.maia.cuemby.com';

function instance(name: string, spec = '{}', more = ''): string {
  return `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: ${name}${more}}\nspec: ${spec}\n`;
}

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {api-key: hunter2hunter2}\n';

describeCluster('apply', (plane) => {
  let scene: CommandScene;
  let folder: string;

  beforeAll(async () => {
    scene = await commandScene(plane, 'apply');
    folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-apply-'));
  });
  const file = async (name: string, ...documents: readonly string[]): Promise<string> => {
    await writeFile(path.join(folder, name), documents.join('---\n'));
    return path.join(folder, name);
  };
  const apply = async (args: string, input = ''): ReturnType<CommandScene['aistack']> => scene.aistack(`apply ${args}`, { input });

  test('created, unchanged, configured; dry runs store nothing', async () => {
    const object = `${INSTANCE}/steps`;
    expect(await apply('-f - --dry-run', instance('steps'))).toMatchObject({ code: 0, stdout: `${object} created (dry run)\n` });
    expect(await apply('-f - --dry-run=server', instance('steps'))).toMatchObject({
      code: 0,
      stdout: `${object} created (server dry run)\n`,
    });
    expect(await scene.kubectl('get maiainstances -o name')).toBe('');
    expect(await apply('-f -', instance('steps'))).toMatchObject({ code: 0, stdout: `${object} created\n` });
    expect(await apply('-f -', instance('steps'))).toEqual({ code: 0, stdout: `${object} unchanged\n`, stderr: '' });
    expect(await apply('-f - --error-unchanged', instance('steps'))).toEqual({ code: 3, stdout: `${object} unchanged\n`, stderr: '' });
    const changed = instance('steps', '{image: {tag: v2}}');
    expect(await apply('-f - --dry-run', changed)).toMatchObject({ code: 0, stdout: `${object} configured (dry run)\n` });
    expect(await apply('-f - --dry-run=server', changed)).toMatchObject({ stdout: `${object} configured (server dry run)\n` });
    expect(await apply('-f - --error-unchanged', changed)).toMatchObject({ code: 0, stdout: `${object} configured\n` });
    expect(await scene.kubectl(['get', object, '-o', 'jsonpath={.metadata.managedFields[*].manager} {.spec.image.tag}'])).toBe(
      'maia-cli v2',
    );
  });

  test('everything wrong with the manifests is told at once, before anything is written', async () => {
    const wrong = await file(
      'wrong.yaml',
      SECRET.replace('name: key', 'name: never'),
      instance('bad', '{replicas: -1, imgae: {tag: x}}'),
      `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaTenant\nmetadata: {name: t}\nspce: {}\n`,
    );
    const { code, stdout, stderr } = await apply(`-f ${wrong}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`error: 2 objects are not valid
cause: ${wrong}, document 2: MaiaInstance bad: spec.replicas: must be at least 1
  ${wrong}, document 2: MaiaInstance bad: spec.imgae: unknown field; did you mean "image"?
  ${wrong}, document 3: MaiaTenant t: spce: unknown field; did you mean "spec"?
  ${wrong}, document 3: MaiaTenant t: spec: is missing
fix: correct spec.replicas, spec.imgae, spce, spec; nothing was changed
`);
    expect(await scene.kubectl('get secrets -o name')).not.toContain('never');
  });

  test('folders with -R, kustomizations with -k, and what is no manifest', async () => {
    await mkdir(path.join(folder, 'tree', 'below'), { recursive: true });
    await file('tree/one.yaml', instance('one'));
    await file('tree/below/two.yaml', instance('two'));
    await file('tree/kustomization.yaml', 'resources: [one.yaml]\nnamePrefix: k-\n');
    expect((await apply(`-R -f ${path.join(folder, 'tree', 'below')} -o name`)).stdout).toBe(`${INSTANCE}/two\n`);
    const env = { KUBECTL_PATH: plane.kubectl };
    expect(await scene.aistack(`apply -k ${path.join(folder, 'tree')} -o name`, { env })).toMatchObject({
      code: 0,
      stdout: `${INSTANCE}/k-one\n`,
    });
    expect(await scene.aistack(`apply -k ${folder}/nowhere`, { env })).toMatchObject({ code: 2, stdout: '' });
    expect(await scene.aistack(`apply -k ${folder}`, { env: { KUBECTL_PATH: '/nonexistent/kubectl' } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('KUBECTL_PATH') as string,
    });
    expect(await apply('')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: apply needs manifests/) as string });
    expect(await apply('-f - -k x')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: -f and -k do not mix/) as string });
    expect(await apply('-f -', '# nothing\n')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: there is no manifest/) as string,
    });
  });

  test('-o json is the object, or a List; values of Secrets are hidden', async () => {
    const one = await apply('-f - -o json', instance('shown'));
    expect(JSON.parse(one.stdout)).toMatchObject({ kind: 'MaiaInstance', metadata: { name: 'shown', namespace: scene.namespace } });
    const { stdout } = await apply('-f - -o yaml', [SECRET, instance('shown')].join('---\n'));
    expect(stdout).toContain('kind: List');
    expect(stdout).not.toMatch(/hunter2|aHVudGVy/);
  });

  test('some fail, the others are applied: exit 10, and JSON has each', async () => {
    const foreign = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map, namespace: ${scene.namespace}}\ndata: {a: {b: c}}\n`;
    const records = path.join(folder, 'steps.ndjson');
    const result = await apply(`-f - -o json --output-file ${records}`, [foreign, instance('fine')].join('---\n'));
    expect(result.code).toBe(10);
    expect(result.stderr).toMatch(/^error: ConfigMap map in namespace /);
    expect(JSON.parse(result.stdout)).toMatchObject({
      kind: 'List',
      items: [{ kind: 'Status', status: 'Failure', details: { kind: 'ConfigMap', name: 'map' }, code: 2 }, { kind: 'MaiaInstance' }],
    });
    const steps = (await readFile(records, 'utf8')).trimEnd().split('\n');
    expect(steps.map((line) => (JSON.parse(line) as { result: string }).result)).toEqual(['failed', 'created']);
    expect(await apply('-f -', foreign)).toMatchObject({ code: 2, stdout: '' });
  });

  test('a conflict names field, manager and time; --force-conflicts takes over', async () => {
    await apply('-f -', instance('shared', '{image: {tag: v1}}'));
    const patch = ['patch', 'maiainstance', 'shared', '--type=merge', '--field-manager=tuner', '-p', '{"spec":{"image":{"tag":"v0"}}}'];
    await scene.kubectl(patch);
    const refused = await apply('-f -', instance('shared', '{image: {tag: v1}}'));
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toMatch(
      /^error: cannot apply MaiaInstance shared in namespace [^:]+: another manager owns fields of it\ncause: field \.spec\.image\.tag is managed by "tuner" \(Update, \d+m?s ago\)\nfix: change it there, or take the fields over with --force-conflicts\n$/,
    );
    expect(await apply('-f - --force-conflicts', instance('shared', '{image: {tag: v1}}'))).toMatchObject({
      code: 0,
      stdout: `${INSTANCE}/shared configured\n`,
    });
  });

  test('what create made is no conflict: it was the same hand', async () => {
    expect(await scene.aistack('create instance own --image-tag v1', AS_MAIA)).toMatchObject({ code: 0 });
    expect(await apply('-f -', instance('own', '{image: {tag: v2}}'))).toMatchObject({ code: 0, stdout: `${INSTANCE}/own configured\n` });
  });

  test('a namespace that is not there, and one that -n contradicts', async () => {
    const elsewhere = instance('x', '{}', ', namespace: nowhere-at-all');
    expect(await apply('-f -', elsewhere)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('meant for namespace nowhere-at-all') as string,
    });
    const { runCli } = await import('../support/run-cli.ts');
    const missing = await runCli(['apply', '-f', '-'], { kubeconfig: plane.kubeconfig, input: elsewhere });
    expect(missing).toMatchObject({ code: 4, stdout: '' });
    expect(missing.stderr).toMatch(/^error: namespace nowhere-at-all not found\nfix: kubectl create namespace nowhere-at-all/);
  });

  test('a kind that is not served is told before anything is written', async () => {
    const unknown = 'apiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: n}\n';
    const result = await apply('-f -', [instance('unwritten'), unknown].join('---\n'));
    expect(result).toMatchObject({
      code: 7,
      stdout: '',
      stderr: expect.stringContaining('does not serve Nothing in example.com/v1') as string,
    });
    expect(await scene.kubectl('get maiainstances -o name')).not.toContain('unwritten');
  });

  test('--prune-selector deletes what stands in no file any more, and nothing else', async () => {
    const labelled = (name: string, app: string): string => instance(name, '{}', `, labels: {app: ${app}}`);
    await apply('-f -', [labelled('keep', 'p'), labelled('drop', 'p'), labelled('other', 'q')].join('---\n'));
    const dry = await apply('-f - --prune-selector app=p --dry-run=server', labelled('keep', 'p'));
    expect(dry).toMatchObject({
      code: 0,
      stdout: `${INSTANCE}/keep unchanged (server dry run)\n${INSTANCE}/drop pruned (server dry run)\n`,
    });
    expect(await apply('-f - --prune-selector app=p', labelled('keep', 'p'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('say --yes') as string,
    });
    const done = await apply('-f - --prune-selector app=p --yes', labelled('keep', 'p'));
    expect(done.stdout).toBe(`${INSTANCE}/keep unchanged\n${INSTANCE}/drop pruned\n`);
    expect(done.stderr).toContain(`${INSTANCE}/drop in namespace ${scene.namespace}`);
    const left = await scene.kubectl('get maiainstances -o name');
    expect(left).not.toContain('drop');
    expect(left).toMatch(/keep[^]*other/);
  });

  test('--wait that finds no one to do it ends with 124', async () => {
    const waited = await apply('-f - --wait --timeout 1s', instance('waiting'));
    expect(waited).toMatchObject({ code: 124, stdout: `${INSTANCE}/waiting created\n` });
  });
});
