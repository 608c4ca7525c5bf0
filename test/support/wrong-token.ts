import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ControlPlane } from './control-plane-types.ts';

/** Writes a kubeconfig for the same server with a token that nobody has. */
export async function writeWrongToken(plane: Pick<ControlPlane, 'kubectl' | 'kubeconfig'>, file: string): Promise<void> {
  const ask = ['config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}'];
  const { stdout: server } = await promisify(execFile)(plane.kubectl, ['--kubeconfig', plane.kubeconfig, ...ask]);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'here', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'stranger', user: { token: 'nobody-has-this-token' } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'stranger' } }],
    'current-context': 'here',
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
}
