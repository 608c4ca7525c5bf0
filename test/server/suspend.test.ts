import { beforeAll, expect, test } from 'vitest';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';

const tenant = (name: string, label: string): string => `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: ${name}, labels: {tier: ${label}}}
spec: {instanceRef: {name: store}}
---
`;
const CLUSTER = `apiVersion: marie.ai/v1alpha1
kind: MarieCluster
metadata: {name: docs}
spec: {serverSpec: {template: {}}, executorGroupSpecs: [{groupName: ocr, template: {}}]}
`;

describeCluster('suspend and resume', (plane) => {
  let scene: CommandScene;
  let isolated: string;

  beforeAll(async () => {
    scene = await commandScene(plane, 'suspend');
    isolated = `t-${scene.namespace}`;
    const isolatedTenant = `---\napiVersion: neurallog.io/v1\nkind: Tenant\nmetadata: {name: ${isolated}}\n`;
    await scene.kubectl(
      'create -f -',
      [tenant('acme', 'paid'), tenant('bolt', 'trial'), tenant('coda', 'trial'), CLUSTER, isolatedTenant].join(''),
    );
    return async () => {
      await scene.kubectl(['delete', 'tenants.neurallog.io', isolated]);
    };
  });
  const json = async (object: string): Promise<Record<string, Record<string, unknown>>> =>
    JSON.parse(await scene.kubectl(['get', object, '-o', 'json'])) as Record<string, Record<string, unknown>>;

  test('a switch in the spec, with its reason there, in annotations and in an event; again it is unchanged', async () => {
    const acme = 'maiatenant.maia.cuemby.com/acme';
    const suspended = await scene.aistack(['suspend', 'maiatenant', 'acme', '--reason', 'unpaid invoice', '--until', '2h']);
    expect(suspended).toEqual({ code: 0, stdout: `${acme} suspended\n`, stderr: '' });
    const { spec, metadata } = await json(acme);
    expect(spec).toMatchObject({ suspended: true, suspendReason: 'unpaid invoice' });
    expect(metadata).toMatchObject({
      annotations: { 'aistack.dev/reason': 'unpaid invoice', 'aistack.dev/until': expect.stringMatching(/^\d{4}-.*Z$/) as string },
    });
    const until = Date.parse((metadata?.['annotations'] as Record<string, string> | undefined)?.['aistack.dev/until'] ?? '');
    expect(Math.abs(until - Date.now() - 2 * 3_600_000)).toBeLessThan(1_800_000);
    expect(await scene.aistack('suspend maiatenant/acme')).toMatchObject({ code: 0, stdout: `${acme} unchanged\n` });
    expect(await scene.aistack('suspend maiatenant/acme --error-unchanged')).toMatchObject({ code: 3 });
    await expect
      .poll(() => scene.kubectl(['get', 'events', '-o', 'jsonpath={range .items[*]}{.reason} {.involvedObject.name} {.message}{end}']))
      .toMatch(/^SuspendRequested acme suspended until \S+Z with kubectl aistack: unpaid invoice$/);
    expect(await scene.aistack('resume maiatenant acme')).toEqual({ code: 0, stdout: `${acme} resumed\n`, stderr: '' });
    const after = await json(acme);
    expect(after['spec']).toMatchObject({ suspended: false });
    expect(after['spec']).not.toHaveProperty('suspendReason');
    expect(after['metadata']).not.toHaveProperty('annotations');
    expect(await scene.aistack('resume maiatenant acme')).toMatchObject({ code: 0, stdout: `${acme} unchanged\n` });
  });

  test('an annotation, where that is the way of the kind: the spec stays as it is', async () => {
    const name = `tenant.neurallog.io/${isolated}`;
    expect(await scene.aistack(`suspend tenants.neurallog.io ${isolated} --dry-run=server`)).toMatchObject({
      stdout: `${name} suspended (server dry run)\n`,
    });
    const before = await json(name);
    expect(await scene.aistack(`suspend tenants.neurallog.io ${isolated}`)).toEqual({ code: 0, stdout: `${name} suspended\n`, stderr: '' });
    const after = await json(name);
    expect(after['metadata']).toMatchObject({ annotations: { 'neurallog.io/suspended': 'true' } });
    expect(after['spec']).toEqual(before['spec']);
    expect(await scene.aistack(`resume tenants.neurallog.io ${isolated}`)).toMatchObject({ code: 0, stdout: `${name} resumed\n` });
    expect((await json(name))['metadata']).not.toHaveProperty('annotations');
  });

  test('one group of an object, or the whole of it', async () => {
    expect(await scene.aistack('suspend mariecluster docs --group ocr')).toMatchObject({
      code: 0,
      stdout: 'mariecluster.marie.ai/docs suspended\n',
    });
    expect((await json('mariecluster.marie.ai/docs'))['spec']).toMatchObject({ executorGroupSpecs: [{ groupName: 'ocr', suspend: true }] });
    expect((await json('mariecluster.marie.ai/docs'))['spec']).not.toHaveProperty('suspend');
    expect(await scene.aistack('suspend mariecluster docs --group ocr')).toMatchObject({
      stdout: 'mariecluster.marie.ai/docs unchanged\n',
    });
    expect(await scene.aistack('suspend mariecluster docs --group none')).toMatchObject({ code: 4 });
    expect(await scene.aistack('resume mariecluster docs --group ocr')).toMatchObject({ code: 0 });
    expect(await scene.aistack('suspend mariecluster docs')).toMatchObject({ code: 0, stdout: 'mariecluster.marie.ai/docs suspended\n' });
  });

  test('--wait ends when the object says so itself, and says what is missing when the time is over', async () => {
    const late = await scene.aistack('suspend maiatenant acme --wait --timeout 1s');
    expect(late).toMatchObject({ code: 124, stdout: 'maiatenant.maia.cuemby.com/acme suspended\n' });
    expect(late.stderr).toMatch(/^error: timed out after 1s: maiatenant\.maia\.cuemby\.com\/acme .*suspended/m);
    expect(await scene.aistack('resume maiatenant acme')).toMatchObject({ code: 0 });
    const waiting = scene.aistack('suspend maiatenant acme --wait --timeout 3m');
    const stored = async (): Promise<unknown> => (await json('maiatenant.maia.cuemby.com/acme'))['spec'];
    await expect.poll(stored).toMatchObject({ suspended: true });
    const { generation } = (await json('maiatenant.maia.cuemby.com/acme'))['metadata'] ?? {};
    const status = JSON.stringify({ status: { phase: 'Suspended', observedGeneration: generation } });
    await scene.kubectl(['patch', 'maiatenant', 'acme', '--subresource=status', '--type=merge', '-p', status]);
    expect(await waiting).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^maiatenant\.maia\.cuemby\.com\/acme suspended\n/) as string,
    });
    expect(await scene.aistack('resume maiatenant acme')).toMatchObject({ code: 0 });
  });

  test('by labels, and all of a type', async () => {
    const lines = async (args: string): Promise<readonly string[]> => (await scene.aistack(args)).stdout.trimEnd().split('\n').toSorted();
    expect(await lines('suspend maiatenants -l tier=trial')).toEqual([
      'maiatenant.maia.cuemby.com/bolt suspended',
      'maiatenant.maia.cuemby.com/coda suspended',
    ]);
    expect(await lines('suspend maiatenants --all --dry-run')).toEqual([
      'maiatenant.maia.cuemby.com/acme suspended (dry run)',
      'maiatenant.maia.cuemby.com/bolt unchanged (dry run)',
      'maiatenant.maia.cuemby.com/coda unchanged (dry run)',
    ]);
    const all = await scene.aistack('resume maiatenants --all -o json');
    expect(JSON.parse(all.stdout)).toMatchObject({ kind: 'List', items: [{}, {}, {}] });
    expect(await scene.aistack('suspend maiatenants -l tier=none')).toEqual({
      code: 0,
      stdout: '',
      stderr: `No resources found in ${scene.namespace} namespace.\n`,
    });
  });

  test('what is wrong is told, with a code of its own', async () => {
    expect(await scene.aistack('suspend agent x')).toMatchObject({
      code: 2,
      stderr: 'error: agents cannot be suspended\nfix: these can: maiatenants, tenants, marieclusters, mariejobs\n',
    });
    for (const args of [
      'suspend',
      'suspend maiatenant',
      'suspend maiatenants acme --all',
      'suspend maiatenants --all -l a=b',
      'suspend maiatenant acme -A',
      'suspend maiatenant acme --until 0s',
      'suspend maiatenant acme --until yesterday',
      'suspend maiatenant acme --group x',
      'resume maiatenant acme --until 2h',
      'suspend maiatenant acme -o wide',
    ]) {
      const result = await scene.aistack(args);
      expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
      expect(result.stderr).toMatch(/^error: .*/);
    }
    expect(await scene.aistack('suspend maiatenant none')).toMatchObject({ code: 4, stdout: '' });
    const some = await scene.aistack('suspend maiatenant acme none');
    expect(some).toMatchObject({ code: 10, stdout: 'maiatenant.maia.cuemby.com/acme suspended\n' });
    expect(await scene.aistack('suspend maiatenant acme', { kubeconfig: plane.kubeconfigs.nobody })).toMatchObject({ code: 5 });
  });
});
