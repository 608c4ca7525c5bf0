import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CommandScene } from '../support/command-scene.ts';
import { commandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import type { CliResult } from '../support/run-cli.ts';

function instance(name: string, spec = '{}'): string {
  return `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

function secret(values: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {${values}}\n`;
}

describeCluster('diff', (plane) => {
  let scene: CommandScene;

  beforeAll(async () => {
    scene = await commandScene(plane, 'diff');
  });
  const diff = async (args: string, input: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
    scene.aistack(`diff ${args} -f -`, { input, env, entry: 'kubectl-maia' });
  const apply = async (input: string): Promise<void> => {
    const applied = await scene.aistack('apply -f -', { input });
    if (applied.code !== 0) throw new Error(applied.stderr);
  };

  test('0 where nothing differs, 1 with a unified diff where something does; nothing is stored', async () => {
    await apply(instance('web', '{image: {tag: v1}}'));
    expect(await diff('', instance('web', '{image: {tag: v1}}'))).toEqual({ code: 0, stdout: '', stderr: '' });
    const changed = await diff('', instance('web', '{image: {tag: v2}}'));
    const name = `maia.cuemby.com.v1alpha1.MaiaInstance.${scene.namespace}.web`;
    expect(changed).toMatchObject({ code: 1, stderr: '' });
    expect(changed.stdout).toMatch(
      new RegExp(`^diff -u -N live/${name} desired/${name}\\n--- live/${name}\\n\\+\\+\\+ desired/${name}\\n@@ `),
    );
    expect(changed.stdout).toContain('\n-    tag: v1\n+    tag: v2\n');
    expect(changed.stdout.match(/^[-+] /gm)).toHaveLength(2);
    expect(await scene.kubectl(['get', 'maiainstance', 'web', '-o', 'jsonpath={.spec.image.tag}'])).toBe('v1');
    const coloured = await diff('--color=always', instance('web', '{image: {tag: v2}}'));
    expect(coloured.stdout).toContain('\u001B[32m+    tag: v2\u001B[0m');
  });

  test('a new object is all additions, without what the server makes up', async () => {
    const made = await diff('', instance('new', '{replicas: 1}'));
    expect(made.code).toBe(1);
    expect(made.stdout).toMatch(/\n--- live\/[^\n]+\n\+\+\+ desired\/[^\n]+\n@@ -0,0 \+1,\d+ @@\n\+apiVersion: maia/);
    expect(made.stdout).not.toMatch(/uid|resourceVersion|creationTimestamp|managedFields/);
    expect(await scene.kubectl('get maiainstances -o name')).not.toContain('new');
  });

  test('null for what has a default is what the default is, here and on the server', async () => {
    const spec = '{metrics: null, image: {tag: null, repository: r}, replicas: null}';
    await apply(instance('nothing', spec));
    expect(await diff('', instance('nothing', '{image: {repository: r}}'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await diff('', instance('nothing', spec))).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const verb of ['render', 'validate'])
      expect((await scene.aistack(`${verb} -f -`, { input: instance('nothing', spec), entry: 'kubectl-maia' })).code).toBe(0);
  });

  test('of a Secret only that it changed', async () => {
    await apply(secret('same: keepkeep, other: oldoldold'));
    const { code, stdout } = await diff('', secret('same: keepkeep, other: newnewnew, more: moremore'));
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\n- {2}other: "\*\*\* \(before\)"\n\+ {2}more: "\*\*\* \(hidden\)"\n\+ {2}other: "\*\*\* \(after\)"\n {3}same: "\*\*\* \(hidden\)"\n/,
    );
    const json = await diff('-o json', secret('same: keepkeep, other: newnewnew, more: moremore'));
    for (const value of ['keepkeep', 'oldoldold', 'newnewnew', 'moremore']) {
      for (const shown of [stdout, json.stdout]) {
        expect(shown).not.toContain(value);
        expect(shown).not.toContain(Buffer.from(value).toString('base64'));
      }
    }
    const asked = await diff('--show-secrets', secret('same: keepkeep, other: newnewnew'));
    expect(asked).toMatchObject({ code: 1, stdout: expect.stringContaining(Buffer.from('newnewnew').toString('base64')) as string });
  });

  test('-o json lists what differs, object by object', async () => {
    await apply(instance('listed', '{image: {tag: v1}}'));
    const { code, stdout } = await diff('-o json', [instance('listed', '{image: {tag: v2}}'), instance('fresh')].join('---\n'));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'cli.maia.cuemby.com/v1',
      kind: 'DiffReport',
      items: [
        {
          object: { kind: 'MaiaInstance', namespace: scene.namespace, name: 'listed' },
          change: 'update',
          fields: [{ path: 'spec.image.tag', live: 'v1', desired: 'v2' }],
        },
        { object: { name: 'fresh' }, change: 'create', desired: { kind: 'MaiaInstance' }, fields: [] },
      ],
    });
  });

  test('an external program gets two folders and decides, as for kubectl', async () => {
    const program = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-diff-')), 'show');
    await writeFile(program, '#!/bin/sh\necho "args:$#:$1"; shift $(($#-2)); ls "$1" "$2"; cat "$2"/*; exit ${CODE:-1}\n');
    await chmod(program, 0o755);
    await apply(instance('shown', '{image: {tag: v1}}'));
    const env = { KUBECTL_EXTERNAL_DIFF: `${program} -N $(evil)` };
    const { code, stdout } = await diff('', instance('shown', '{image: {tag: v2}}'), env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^args:3:-N\n/);
    expect(stdout).toContain(`maia.cuemby.com.v1alpha1.MaiaInstance.${scene.namespace}.shown\n`);
    expect(stdout).toContain('tag: v2');
    expect(await diff('', instance('shown'), { ...env, CODE: '0' })).toMatchObject({ code: 0 });
    expect(await diff('', instance('shown'), { ...env, CODE: '7' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exit code 7') as string,
    });
    expect(await diff('', instance('shown'), { KUBECTL_EXTERNAL_DIFF: '/nonexistent/diff' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such program') as string,
    });
  });

  test('every failure is more than 1', async () => {
    expect(await diff('', instance('bad', '{replicas: many}'))).toMatchObject({ code: 2, stdout: '' });
    expect(await diff('', 'apiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: n}\n')).toMatchObject({ code: 7 });
    await apply(instance('owned', '{image: {tag: v1}}'));
    await scene.kubectl([
      'patch',
      'maiainstance',
      'owned',
      '--type=merge',
      '--field-manager=tuner',
      '-p',
      '{"spec":{"image":{"tag":"v0"}}}',
    ]);
    const clash = await diff('', instance('owned', '{image: {tag: v1}}'));
    expect(clash).toMatchObject({
      code: 6,
      stdout: '',
      stderr: expect.stringContaining('field .spec.image.tag is managed by "tuner"') as string,
    });
    expect((await diff('--force-conflicts', instance('owned', '{image: {tag: v1}}'))).code).toBe(1);
    const unreachable = await scene.aistack('diff -f - --server https://127.0.0.1:1', { input: instance('x') });
    expect(unreachable.code).toBe(8);
  });

  test('a namespace that the same files make holds no one up', async () => {
    const space = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${scene.namespace}-new}\n`;
    const inside = instance('inside').replace('name: inside', `name: inside, namespace: ${scene.namespace}-new`);
    const { runCli } = await import('../support/run-cli.ts');
    const { code, stdout } = await runCli(['diff', '-f', '-', '-o', 'json'], {
      kubeconfig: plane.kubeconfig,
      input: [space, inside].join('---\n'),
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ items: [{ change: 'create' }, { change: 'create', desired: { kind: 'MaiaInstance' } }] });
  });

  test('--of children: what the operator would make, change and delete', async () => {
    const ofChildren = async (spec: string): Promise<{ code: number | undefined; changes: readonly string[]; stderr: string }> => {
      const { code, stdout, stderr } = await diff('--of children -o json', instance('main', spec));
      const items =
        stdout === '' ? [] : (JSON.parse(stdout) as { items: readonly { change: string; object: { kind: string; name: string } }[] }).items;
      return { code, stderr, changes: items.map(({ change, object }) => `${change} ${object.kind}/${object.name}`) };
    };
    const fresh = await ofChildren('{}');
    expect(fresh.code).toBe(1);
    expect(fresh.changes).toContain('create Deployment/main');
    await apply(instance('main', '{backup: {enabled: true}}'));
    const made = await scene.aistack('maia reconcile --once');
    expect(made.code).toBe(0);
    expect((await ofChildren('{backup: {enabled: true}}')).changes.filter((change) => !change.startsWith('none'))).toEqual([]);
    const changed = await ofChildren('{image: {tag: v9}, backup: {enabled: false}}');
    expect(changed.code).toBe(1);
    expect(changed.changes).toContain('update Deployment/main');
    expect(changed.changes.find((change) => change.startsWith('delete CronJob/'))).toBeDefined();
    const text = await diff('--of children', instance('main', '{image: {tag: v9}, backup: {enabled: true}}'));
    expect(text.stdout).toMatch(/\n- +image: maia:latest\n\+ +image: maia:v9\n/);
    expect(text.stdout).not.toContain('aistack.dev/intent');
    expect(await scene.kubectl(['get', 'deployment', 'main', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])).toBe(
      'maia:latest',
    );
  });

  test('--of children tells foreign objects, missing Secrets and files with nothing to plan', async () => {
    await scene.kubectl('create service clusterip taken --tcp=80');
    const spec = '{security: {apiKeySecretRef: {name: absent}}}';
    const withNotes = await diff('--of children', instance('taken', spec));
    expect(withNotes.stderr).toContain('absent');
    const blocked = await diff('--of children', instance('taken'));
    expect(blocked.stderr).toContain('note: Service taken belongs to somebody else');
    const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: t}\n';
    const unplanned = await diff('--of children', other);
    expect(unplanned.code).toBe(2);
    expect(unplanned.stderr).toMatch(/^error: there is nothing to plan/);
  });
});
