import { beforeAll, expect, test } from 'vitest';
import type { CommandScene } from '../support/command-scene.ts';
import { commandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import type { CliResult } from '../support/run-cli.ts';
import { startCli } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';

const INSTANCE = 'maiainstance.maia.cuemby.com';

/** What an operator would say of an instance. */
function statusOf(generation: number, phase: 'Running' | 'Updating' | 'Failed'): unknown {
  const reason = { Running: 'DeploymentReady', Updating: 'DeploymentNotReady', Failed: 'ProgressDeadlineExceeded' }[phase];
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  const ready = { type: 'Ready', status: phase === 'Running' ? 'True' : 'False', reason, message: `it is ${phase}`, lastTransitionTime };
  return { phase, observedGeneration: generation, conditions: [ready] };
}

describeCluster('upgrade', (plane) => {
  let scene: CommandScene;

  beforeAll(async () => {
    scene = await commandScene(plane, 'upgrade');
  });
  const maia = async (args: string): Promise<CliResult> =>
    runHere([...args.split(' '), '-n', scene.namespace], { executable: 'kubectl-maia', kubeconfig: plane.kubeconfig });
  const make = async (name: string, tag = 'v1.0.0'): Promise<void> => {
    expect(await maia(`create instance ${name} --image-tag ${tag} -q`)).toMatchObject({ code: 0 });
  };
  const tagOf = async (name: string): Promise<string> => scene.kubectl(`get maiainstance ${name} -o jsonpath={.spec.image.tag}`);
  const tell = async (name: string, generation: number, phase: Parameters<typeof statusOf>[1]): Promise<void> => {
    const patch = JSON.stringify({ status: statusOf(generation, phase) });
    await scene.kubectl(['patch', 'maiainstance', name, '--subresource=status', '--type=merge', '-p', patch]);
  };
  const start = (args: string): ReturnType<typeof startCli> =>
    startCli([...args.split(' '), '-n', scene.namespace], { kubeconfig: plane.kubeconfig, timeoutMs: 240_000 });

  test('--plan says what restarts, and stores nothing', async () => {
    await make('planned');
    expect((await maia('reconcile maiainstance/planned --once')).code).toBe(0);
    const plan = await maia('upgrade instance planned --to v1.1.0 --plan');
    expect(plan).toEqual({
      code: 0,
      stdout: `${INSTANCE}/planned from v1.0.0 to v1.1.0
OBJECT                    CHANGE    PODS RESTARTED
deployment.apps/planned   changed   1 (Recreate: nothing runs meanwhile)
`,
      stderr: '',
    });
    const json = await maia('upgrade instance/planned --to v1.1.0 --plan -o json');
    expect(JSON.parse(json.stdout)).toEqual({
      apiVersion: 'cli.maia.cuemby.com/v1',
      kind: 'UpgradePlan',
      findings: [],
      object: `${INSTANCE}/planned`,
      namespace: scene.namespace,
      from: 'v1.0.0',
      to: 'v1.1.0',
      children: [{ object: 'deployment.apps/planned', change: 'changed', restarts: { pods: 1, strategy: 'Recreate', downtime: true } }],
    });
    expect(await tagOf('planned')).toBe('v1.0.0');
    expect(await maia('upgrade instance planned --to v1.0.0 --plan')).toMatchObject({
      code: 0,
      stdout: `${INSTANCE}/planned runs v1.0.0 already\nnone of its objects changes\n`,
    });
  });

  test('waits until the operator says that it is ready with the new tag, never by an older word', async () => {
    await make('waits');
    await tell('waits', 1, 'Running');
    const upgrade = start('upgrade instance waits --to v1.1.0');
    await upgrade.until(/tag v1\.0\.0 → v1\.1\.0/);
    await tell('waits', 2, 'Updating');
    await tell('waits', 2, 'Running');
    const done = await upgrade.done;
    expect(done).toMatchObject({ code: 0, stdout: `${INSTANCE}/waits upgraded\n` });
    expect(done.stderr).toMatch(/^note: tag v1\.0\.0 → v1\.1\.0\n(warning: no ready maia-operator found .*\n)?$/);
    expect(await tagOf('waits')).toBe('v1.1.0');
    expect(await maia('upgrade instance waits --to v1.1.0')).toEqual({ code: 0, stdout: `${INSTANCE}/waits unchanged\n`, stderr: '' });
    expect(await maia('upgrade instance waits --to v1.1.0 --error-unchanged')).toMatchObject({ code: 3 });
  });

  test('a roll-out that can only fail ends the wait with 9', async () => {
    await make('fails');
    const upgrade = start('upgrade instance fails --to v9');
    await upgrade.until(/→ v9/);
    await tell('fails', 2, 'Failed');
    const done = await upgrade.done;
    expect(done).toMatchObject({ code: 9, stdout: `${INSTANCE}/fails upgraded\n` });
    expect(done.stderr).toMatch(
      /\nerror: maiainstance\.maia\.cuemby\.com\/fails in namespace \S+ failed: it is not ready, and waiting will not change that\ncause: its phase is Failed; Ready is False \(ProgressDeadlineExceeded\): it is Failed\nfix: kubectl maia why instance fails -n \S+\n$/,
    );
    expect(await tagOf('fails')).toBe('v9');
  });

  test('--rollback-on-failure sets the old tag again, waits for it, and tells both', async () => {
    await make('returns');
    const upgrade = start('upgrade instance returns --to v9 --rollback-on-failure');
    await upgrade.until(/→ v9/);
    await tell('returns', 2, 'Failed');
    await upgrade.until(/note: setting tag v1\.0\.0 again\n/);
    await expect.poll(() => tagOf('returns')).toBe('v1.0.0');
    await tell('returns', 3, 'Running');
    const done = await upgrade.done;
    expect(done).toMatchObject({ code: 9, stdout: `${INSTANCE}/returns upgraded\n` });
    expect(done.stderr).toMatch(
      /\nerror: the upgrade of maiainstance\.maia\.cuemby\.com\/returns to v9 failed; it is ready with tag v1\.0\.0 again\ncause: its phase is Failed; .*ProgressDeadlineExceeded.*\nfix: kubectl maia why instance returns -n \S+\n$/,
    );
  });

  test('the way back may fail too, or be taken by somebody else: both are told', async () => {
    await make('lost');
    const upgrade = start('upgrade instance lost --to v9 --rollback-on-failure --timeout 3s');
    const done = await upgrade.done;
    expect(done).toMatchObject({ code: 124, stdout: `${INSTANCE}/lost upgraded\n` });
    expect(done.stderr).toMatch(
      /\nerror: the upgrade of \S+\/lost to v9 failed; tag v1\.0\.0 is set again, but it is not ready with that either\ncause: (.*\n)+the way back: timed out after 3s: .*\nfix: wait longer/,
    );
    expect(await tagOf('lost')).toBe('v1.0.0');
    await make('taken');
    const second = start('upgrade instance taken --to v9 --rollback-on-failure');
    await second.until(/→ v9/);
    const patch = { spec: { image: { tag: 'v3' } } };
    await scene.kubectl(['patch', 'maiainstance', 'taken', '--type=merge', '-p', JSON.stringify(patch)]);
    await tell('taken', 3, 'Failed');
    expect(await second.done).toMatchObject({
      code: 9,
      stderr: expect.stringMatching(/tag v1\.0\.0 could not be set again\ncause: .*\nthe way back: \S+\/taken has tag v3 by now/) as string,
    });
    expect(await tagOf('taken')).toBe('v3');
  });

  test('dry runs and --wait=false; any kind with an image tag', async () => {
    await make('dry');
    expect(await maia('upgrade instance dry --to v2 --dry-run')).toMatchObject({ code: 0, stdout: `${INSTANCE}/dry upgraded (dry run)\n` });
    const server = await maia('upgrade instance dry --to v2 --dry-run=server -o json -q');
    expect(server).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(server.stdout)).toMatchObject({ kind: 'MaiaInstance', spec: { image: { tag: 'v2' } } });
    expect(await tagOf('dry')).toBe('v1.0.0');
    expect(await maia('upgrade instance dry --to v2 --wait=false -o name')).toMatchObject({ code: 0, stdout: `${INSTANCE}/dry\n` });
    expect(await tagOf('dry')).toBe('v2');
    await scene.aistack('create abiinstance dry --image-tag v1 -q');
    expect(await scene.aistack('abi upgrade instance dry --to v2 --wait=false')).toMatchObject({
      code: 0,
      stdout: 'abiinstance.abi.io/dry upgraded\n',
    });
  });

  test('what cannot be upgraded is told, with a code of its own', async () => {
    await make('pinned', `v1@sha256:${'a'.repeat(64)}`);
    expect(await maia('upgrade instance pinned --to v2')).toMatchObject({
      code: 6,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: cannot upgrade \S+\/pinned: \.spec\.image\.tag is pinned to a digest\ncause: .*\nfix: .*\n$/,
      ) as string,
    });
    const cases: readonly (readonly [string, number, RegExp])[] = [
      [`instance pinned --to v2@sha256:${'b'.repeat(64)}`, 2, /has a digest: upgrade sets a tag/],
      ['instance pinned --to ghcr.io/a/maia:v2', 2, /names an image.*\nfix: name the tag alone: --to v2/],
      ['instance pinned --to v2!', 2, /is no image tag/],
      ['instance pinned', 2, /to/],
      ['instance --to v2', 2, /upgrade takes one object/],
      ['instance a b --to v2', 2, /upgrade takes one object/],
      ['tenant a --to v2', 2, /maiatenants cannot be upgraded: they have no image tag\nfix: these can: maiainstances/],
      ['instance none --to v2', 4, /MaiaInstance none in namespace \S+ not found/],
      ['instance none --to v2 --plan', 4, /MaiaInstance none in namespace \S+ not found/],
      ['instance none --to v2 --plan -o yaml', 2, /unknown output format/],
      ['instance none --to v2 --rollback-on-failure --wait=false', 2, /contradicts/],
    ];
    for (const [args, code, words] of cases) {
      const result = await maia(`upgrade ${args}`);
      expect([args, result.code]).toEqual([args, code]);
      expect(result.stderr).toMatch(words);
    }
    const nobody = await scene.aistack('upgrade maiainstance pinned --to v2', { kubeconfig: plane.kubeconfigs.nobody });
    expect(nobody).toMatchObject({ code: 5, stdout: '' });
  });

  test('a tag that a delivery tool looks after is left alone, unless it is taken over', async () => {
    const manifest = `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: owned}\nspec: {image: {tag: v1}}\n`;
    await scene.kubectl('apply --server-side --field-manager=argocd-controller -f -', manifest);
    const refused = await maia('upgrade instance owned --to v2 --wait=false');
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toMatch(
      /^error: cannot upgrade \S+\/owned: field \.spec\.image\.tag is managed by "argocd-controller" \(Apply, .* ago\)\ncause: .*\nfix: .*--force-conflicts\n$/,
    );
    expect(await maia('upgrade instance owned --to v2 --wait=false --force-conflicts')).toMatchObject({ code: 0 });
  });
});
