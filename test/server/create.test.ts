import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CommandScene } from '../support/command-scene.ts';
import { commandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runCli } from '../support/run-cli.ts';

const INSTANCE = 'maiainstance.maia.cuemby.com';
const TENANT = 'maiatenant.maia.cuemby.com';

describeCluster('create', (plane) => {
  let scene: CommandScene;

  beforeAll(async () => {
    scene = await commandScene(plane, 'create');
  });
  const create = async (args: string): Promise<CliResult> => scene.aistack(`create ${args}`, { entry: 'kubectl-maia' });

  test('made from flags and --set; a second time it is there already', async () => {
    const args = 'tenant acme --instance-ref-name memory --plan starter --set quotas.maxMemories=5 --labels team=search,tier=a';
    expect(await create(`${args} --dry-run=server`)).toMatchObject({ code: 0, stdout: `${TENANT}/acme created (server dry run)\n` });
    expect(await create(args)).toMatchObject({ code: 0, stdout: `${TENANT}/acme created\n` });
    const made = JSON.parse(await scene.kubectl('get maiatenant acme -o json --show-managed-fields')) as {
      metadata: { labels: unknown; managedFields: readonly { manager: string; operation: string }[] };
      spec: unknown;
    };
    expect(made.spec).toMatchObject({ instanceRef: { name: 'memory' }, plan: 'starter', quotas: { maxMemories: 5 } });
    expect(made.metadata.labels).toEqual({ team: 'search', tier: 'a' });
    expect(made.metadata.managedFields).toMatchObject([{ manager: 'maia-cli', operation: 'Update' }]);
    expect(await create(args)).toEqual({
      code: 6,
      stdout: '',
      stderr: `error: MaiaTenant acme in namespace ${scene.namespace} exists already\nfix: change it with apply, choose another name, or say --if-not-exists\n`,
    });
    expect(await create(`${args} --if-not-exists`)).toEqual({ code: 0, stdout: `${TENANT}/acme unchanged\n`, stderr: '' });
    expect(await create(`${args} --if-not-exists --error-unchanged`)).toMatchObject({ code: 3 });
  });

  test('--if-not-exists says what is not as asked, and leaves it', async () => {
    await create('instance kept --image-tag v1');
    expect(await create('instance kept --image-tag v2 --labels a=b --if-not-exists')).toEqual({
      code: 0,
      stdout: `${INSTANCE}/kept unchanged\n`,
      stderr: `warning: ${INSTANCE}/kept was there already and is not as asked: .spec.image.tag is "v1", not "v2"; .metadata.labels.a is not set, not "b"\n`,
    });
    expect(await scene.kubectl(['get', 'maiainstance', 'kept', '-o', 'jsonpath={.spec.image.tag}'])).toBe('v1');
  });

  test('prints the object with -o, and a record of the step', async () => {
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-create-')), 'steps.ndjson');
    const shown = await create(`instance shown -o json --yes --output-file ${file}`);
    expect(JSON.parse(shown.stdout)).toMatchObject({ kind: 'MaiaInstance', metadata: { name: 'shown', namespace: scene.namespace } });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ step: 'create', object: `${INSTANCE}/shown`, result: 'created' });
    expect((await create('instance named -o name')).stdout).toBe(`${INSTANCE}/named\n`);
  });

  test('a namespace that is not there is told as such', async () => {
    const args = ['create', 'instance', 'x', '-n', 'nowhere-at-all'];
    expect(await runCli(args, { kubeconfig: plane.kubeconfig })).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/^error: namespace nowhere-at-all not found\n/) as string,
    });
  });

  test('--wait that finds no one to do it ends with 124; the object stays', async () => {
    expect(await create('instance waiting --wait --timeout 1s')).toMatchObject({ code: 124, stdout: `${INSTANCE}/waiting created\n` });
    expect(await scene.kubectl('get maiainstance waiting -o name')).toBe(`${INSTANCE}/waiting\n`);
  });
});

async function offline(args: string): Promise<CliResult> {
  return runCli(args.split(' '), { kubeconfig: '/nonexistent' });
}

test('--export prints the manifest and needs no cluster; a dry run of the client too', async () => {
  const exported = await offline('create instance demo --image-tag v1.0.0 --tenancy-enabled --metrics-enabled=false --export');
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(parse(exported.stdout)).toEqual({
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaInstance',
    metadata: { name: 'demo' },
    spec: { image: { tag: 'v1.0.0' }, tenancy: { enabled: true }, metrics: { enabled: false } },
  });
  const dry = await offline('instance create demo -n team --dry-run -o json');
  expect(dry).toMatchObject({ code: 0, stderr: `${INSTANCE}/demo created (dry run)\n` });
  expect(JSON.parse(dry.stdout)).toMatchObject({ metadata: { name: 'demo', namespace: 'team' }, spec: {} });
});

test.each([
  ['create instance', 2, /^error: create makes one object: KIND NAME\nfix: kubectl maia create maiainstance NAME\n/],
  ['create', 2, /create makes one object/],
  ['create instance a b', 2, /create makes one object/],
  ['create instnce a', 2, /did you mean "instance"/],
  ['create instance demo --replica 2', 2, /unknown flag --replica\nfix: did you mean --replicas\?/],
  [
    'create instance demo --replicas many --export',
    2,
    /invalid value "many" for --replicas \(spec\.replicas\): it must be a whole number\nfix: correct --replicas\n/,
  ],
  ['create instance demo --replicas 99 --export', 2, /cause: --replicas: spec\.replicas: .+\nfix: correct --replicas\n/],
  ['create instance demo --set image.tga=x --export', 2, /there is no field spec\.image\.tga\nfix: did you mean "image\.tag"\?/],
  ['create instance demo --set image --export', 2, /--set "image" is not PATH=VALUE/],
  ['create instance Demo_1 --export', 2, /"Demo_1" is no name for a MaiaInstance: it must be/],
  ['create tenant acme --export', 2, /cause: spec\.instanceRef is required\nfix: give it with --instance\n/],
  ['create tenant acme --instance-ref-name m --plan gold --export', 2, /cause: --plan: spec\.plan: /],
  ['create tenant acme --instance-ref-name m --labels team --export', 2, /--labels "team" is not KEY=VALUE/],
])('%s: exit %d, one error that says what is right', async (args, code, stderr) => {
  const result = await offline(args);
  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toMatch(stderr);
  expect(result.stderr.match(/^error: /gm)).toHaveLength(1);
});

test('help lists the flags of the kind', async () => {
  for (const args of ['create tenant --help', 'help create tenant', 'tenant create -h']) {
    const { code, stdout } = await offline(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/USAGE[^]*FLAGS OF MAIATENANT\n[^]*--plan=free\|starter\|professional\|enterprise +spec\.plan /);
  }
  expect((await offline('create --help')).stdout).not.toContain('FLAGS OF');
});
