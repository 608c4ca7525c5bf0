import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient } from '../support/raw-client.ts';

const AGENT = `apiVersion: kaos.tools/v1alpha1
kind: Agent
metadata: {name: helper}
spec: {modelAPI: none}
`;
const INSTANCE = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: store}
spec: {}
`;
const CLUSTER = `apiVersion: marie.ai/v1alpha1
kind: MarieCluster
metadata: {name: docs}
spec:
  serverSpec: {template: {}}
  executorGroupSpecs:
  - {groupName: ocr, replicas: 1, template: {}}
  - {groupName: ner, replicas: 2, template: {}}
`;

describeCluster('scale', (plane) => {
  let scene: CommandScene;

  beforeAll(async () => {
    scene = await commandScene(plane, 'scale');
    await scene.kubectl('create -f -', [AGENT, INSTANCE, CLUSTER].join('---\n'));
  });
  const replicas = async (object: string, at = '.spec.replicas'): Promise<string> =>
    scene.kubectl(['get', object, '-o', `jsonpath={${at}}`]);

  test('through the subresource, where the kind has one; the same number again changes nothing', async () => {
    const agent = 'agent.kaos.tools/helper';
    expect(await scene.aistack('scale agent helper --replicas 3')).toEqual({ code: 0, stdout: `${agent} scaled\n`, stderr: '' });
    expect(await replicas(agent)).toBe('3');
    expect(await scene.aistack('scale agents/helper --replicas=3')).toEqual({ code: 0, stdout: `${agent} unchanged\n`, stderr: '' });
    expect(await scene.aistack('scale agent helper --replicas 3 --error-unchanged')).toMatchObject({ code: 3 });
    expect(await scene.kubectl(['get', agent, '-o', 'jsonpath={.metadata.managedFields[?(@.subresource=="scale")].manager}'])).toBe(
      'kaos-cli',
    );
  });

  test('by a patch, where it has none; nothing else is touched', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-scale-'));
    const steps = path.join(folder, 'steps.ndjson');
    const scaled = await scene.aistack(`scale maiainstance store --replicas 2 -o json --output-file ${steps}`);
    expect(scaled).toMatchObject({
      code: 0,
      stderr:
        'warning: maiainstance.maia.cuemby.com/store with 2 replicas: the pods share one data directory that one of them locks: at most one becomes ready\n',
    });
    expect(JSON.parse(scaled.stdout)).toMatchObject({
      kind: 'MaiaInstance',
      spec: { replicas: 2, storage: { size: '10Gi' } },
      metadata: { generation: 2 },
    });
    expect(JSON.parse(await readFile(steps, 'utf8'))).toMatchObject({
      step: 'scaled',
      object: 'maiainstance.maia.cuemby.com/store',
      result: 'scaled',
    });
    expect(await scene.aistack('scale maiainstance/store --replicas 2 -o name')).toMatchObject({
      stdout: 'maiainstance.maia.cuemby.com/store\n',
    });
  });

  test('dry runs store nothing, and the server judges the number', async () => {
    const before = await replicas('agent.kaos.tools/helper');
    expect(await scene.aistack('scale agent helper --replicas 9 --dry-run')).toMatchObject({
      code: 0,
      stdout: 'agent.kaos.tools/helper scaled (dry run)\n',
    });
    expect(await scene.aistack('scale agent helper --replicas 9 --dry-run=server')).toMatchObject({
      code: 0,
      stdout: 'agent.kaos.tools/helper scaled (server dry run)\n',
    });
    expect(await replicas('agent.kaos.tools/helper')).toBe(before);
    const tooMany = await scene.aistack('scale maiainstance store --replicas 11 --dry-run=server');
    expect(tooMany).toMatchObject({ code: 2, stdout: '' });
    expect(tooMany.stderr).toMatch(
      /^warning: .* with 11 replicas: .*\nerror: MaiaInstance store in namespace \S+ is not valid\ncause: spec\.replicas: .*10/,
    );
  });

  test('a group of an object, by name', async () => {
    expect(await scene.aistack('scale mariecluster docs --group ocr --replicas 4')).toMatchObject({
      code: 0,
      stdout: 'mariecluster.marie.ai/docs scaled\n',
    });
    expect(await replicas('mariecluster.marie.ai/docs', '.spec.executorGroupSpecs[*].replicas')).toBe('4 2');
    expect(await scene.aistack('scale mariecluster docs --group orc --replicas 4')).toEqual({
      code: 4,
      stdout: '',
      stderr: 'error: mariecluster.marie.ai/docs has no group "orc"\ncause: its groups are: ocr, ner\nfix: did you mean --group ocr?\n',
    });
    expect(await scene.aistack('scale mariecluster docs --replicas 4')).toMatchObject({
      code: 2,
      stderr: 'error: mariecluster.marie.ai/docs is scaled group by group\nfix: say which: --group ocr|ner\n',
    });
  });

  test('what is wrong is told, with a code of its own', async () => {
    expect(await scene.aistack('scale modelapi x --replicas 2')).toMatchObject({
      code: 2,
      stderr: 'error: modelapis cannot be scaled\nfix: these can: maiainstances, abiinstances, tenants, agents, marieclusters\n',
    });
    expect(await scene.aistack('scale agent helper')).toMatchObject({ code: 2 });
    expect(await scene.aistack('scale agent --replicas 1')).toMatchObject({ code: 2 });
    expect(await scene.aistack('scale agent helper --group a --replicas 1')).toMatchObject({ code: 2 });
    expect(await scene.aistack('scale agent none --replicas 1')).toMatchObject({ code: 4 });
    const other = await scene.aistack('scale agent helper --current-replicas 7 --replicas 8');
    expect(other).toMatchObject({ code: 6, stdout: '' });
    expect(other.stderr).toMatch(/^error: agent\.kaos\.tools\/helper has \d replicas, and --current-replicas says 7\nfix: /);
    const some = await scene.aistack('scale agent helper none --replicas 2');
    expect(some).toMatchObject({ code: 10, stdout: 'agent.kaos.tools/helper scaled\n' });
    expect(some.stderr).toMatch(/^error: Agent none in namespace \S+ not found\n/);
    expect(await scene.aistack('scale agent helper --replicas 1', { kubeconfig: plane.kubeconfigs.nobody })).toMatchObject({ code: 5 });
  });

  test('a number that an autoscaler keeps is left alone, until it is taken over', async () => {
    const client = await rawClient(plane.kubeconfig);
    const path_ = `/apis/kaos.tools/v1alpha1/namespaces/${scene.namespace}/agents/helper/scale?fieldManager=hpa-controller`;
    await client.request('PATCH', path_, { body: { spec: { replicas: 6 } }, type: 'application/merge-patch+json' });
    client.close();
    const refused = await scene.aistack('scale agent helper --replicas 1');
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toMatch(
      /^error: cannot scale agent\.kaos\.tools\/helper: field \.spec\.replicas is managed by "hpa-controller" \(Update\)\ncause: .*\nfix: change it there, or take the field over with --force-conflicts\n$/,
    );
    expect(await scene.aistack('scale agent helper --replicas 1 --force-conflicts')).toMatchObject({ code: 0 });
    expect(await scene.aistack('scale agent helper --replicas 2')).toMatchObject({ code: 0 });
  });
});
