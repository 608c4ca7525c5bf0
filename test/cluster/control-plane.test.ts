import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { clusterTest } from '../support/describe-cluster.ts';

const run = promisify(execFile);

async function kubectl(plane: Pick<ControlPlane, 'kubectl' | 'kubeconfig'>, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(plane.kubectl, ['--kubeconfig', plane.kubeconfig, ...args]);
  return stdout.trim();
}

clusterTest('the shared control plane answers its admin', async (plane) => {
  expect(await kubectl(plane, 'auth', 'can-i', '*', '*')).toBe('yes');
});

clusterTest('its other users have no rights', async (plane) => {
  const asNobody = { kubectl: plane.kubectl, kubeconfig: plane.kubeconfigs.nobody };
  await expect(kubectl(asNobody, 'get', 'pods')).rejects.toThrow('nobody');
});

clusterTest(
  'a Deployment gets ready pods',
  async (plane) => {
    await kubectl(plane, 'create', 'namespace', 'rig-pods');
    await kubectl(plane, '-n', 'rig-pods', 'create', 'deployment', 'web', '--image=web:1');
    await kubectl(plane, '-n', 'rig-pods', 'rollout', 'status', 'deployment/web', '--timeout=30s');
    expect(await kubectl(plane, '-n', 'rig-pods', 'get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}')).toBe('1');
  },
  { needs: 'controllers' },
);

clusterTest('a plain folder of programs is enough; its API server keeps its state when it is killed and started again', async (shared) => {
  const folder = await realpath(path.dirname(shared.kubectl));
  const plane = await startControlPlane({}, { from: 'folder', folder });
  try {
    expect(plane.controllers).toBe(false);
    await kubectl(plane, 'create', 'configmap', 'kept', '--from-literal=a=1');
    await plane.kill('kube-apiserver');
    await expect(kubectl(plane, 'get', 'configmap', 'kept')).rejects.toThrow('refused');
    await plane.start('kube-apiserver');
    expect(await kubectl(plane, 'get', 'configmap', 'kept', '-o', 'name')).toBe('configmap/kept');
    const asNobody = { kubectl: plane.kubectl, kubeconfig: plane.kubeconfigs.nobody };
    await expect(kubectl(asNobody, 'get', 'pods')).rejects.toThrow('nobody');
  } finally {
    await plane.close();
  }
  expect(existsSync(plane.dir)).toBe(false);
});
