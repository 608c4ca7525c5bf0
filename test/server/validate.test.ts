import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';

const INSTANCE = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: store}
spec: {security: {apiKeySecretRef: {name: keys, key: api-key}}}
`;
const TENANT = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: acme}
spec: {instanceRef: {name: store}}
`;

describeCluster('validate', (plane) => {
  let scene: CommandScene;
  let folder: string;

  beforeAll(async () => {
    scene = await commandScene(plane, 'validate');
    folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-validate-'));
    await writeFile(path.join(folder, 'instance.yaml'), INSTANCE);
    await writeFile(path.join(folder, 'tenant.yaml'), TENANT);
  });

  test('without a cluster what is not in the files is a warning; --strict makes it count', async () => {
    const args = ['validate', '-f', folder];
    const plain = await scene.aistack(args, { kubeconfig: '/nonexistent' });
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toBe(
      `${folder}/instance.yaml:4:37: warning: MaiaInstance store: spec.security.apiKeySecretRef.name: Secret keys is not in these files
  fix: add it, or look in the cluster with --live
2 objects in 2 files: 0 errors, 1 warning\n`,
    );
    expect(await scene.aistack([...args, '--strict'], { kubeconfig: '/nonexistent' })).toMatchObject({ code: 1, stdout: plain.stdout });
  });

  test('--live looks in the cluster: what is not there either is an error, with its key, and the tenant needs the instance', async () => {
    const args = ['validate', '-f', folder, '--live'];
    const missing = await scene.aistack(args);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stdout).toContain(`there is no Secret keys in namespace ${scene.namespace}, here or in the cluster`);
    await scene.kubectl('create secret generic keys --from-literal=other=s3cr3t');
    expect((await scene.aistack(args)).stdout).toContain('Secret keys has no key "api-key" (it has: other)');
    await scene.kubectl('delete secret keys');
    await scene.kubectl('create secret generic keys --from-literal=api-key=s3cr3t');
    expect(await scene.aistack(args)).toEqual({ code: 0, stdout: '2 objects in 2 files: valid\n', stderr: '' });
    const alone = ['validate', '-f', `${folder}/tenant.yaml`, '--live'];
    expect(await scene.aistack(alone)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('there is no MaiaInstance store') as string,
    });
    await scene.kubectl('create -f -', INSTANCE);
    expect(await scene.aistack(alone)).toMatchObject({ code: 0 });
    const nobody = await scene.aistack(args, { kubeconfig: plane.kubeconfigs.nobody });
    expect(nobody).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/warning: .*cannot be said: you may not get secrets/) as string,
    });
  });

  test('standard input, formats, and the codes of what is no finding', async () => {
    const piped = await scene.aistack(['validate', '-f', '-', '-o', 'json'], { input: INSTANCE.replace('store', 'A') });
    expect(piped).toMatchObject({ code: 1, stderr: '1 object in 1 file: 1 error, 1 warning\n' });
    expect(JSON.parse(piped.stdout)).toMatchObject({
      kind: 'ValidationReport',
      findings: [{ file: 'standard input', rule: 'name' }, { rule: 'reference' }],
    });
    expect(await scene.aistack(['validate', '-f', '-'], { input: 'a: [' })).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^standard input:1:\d+: error: /) as string,
    });
    for (const args of [
      ['validate'],
      ['validate', '-f', '/nonexistent'],
      ['validate', '-f', folder, '-o', 'yaml'],
      ['validate', '-f', os.tmpdir(), '--lve'],
    ]) {
      const result = await scene.aistack(args);
      expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
      expect(result.stderr).toMatch(/^error: .*\nfix: |^error: .*\ncause: .*\nfix: /);
    }
    expect(await scene.aistack(['validate', '-f', folder, '--live', '-s', 'https://127.0.0.1:1'])).toMatchObject({ code: 8 });
  });
});
