import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * Where a real API server can come from: a start script that also plays the kubelets, a folder of programs as envtest lays it out, or nowhere.
 */
export type ControlPlaneSource =
  | { readonly from: 'script'; readonly script: string }
  | { readonly from: 'folder'; readonly folder: string }
  | { readonly from: 'nowhere'; readonly why: string };

const NEEDED = ['etcd', 'kube-apiserver', 'kubectl'];

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Looks at `KUBEBUILDER_ASSETS` first, then for `../shared/controlplane/controlplane` beside the project.
 * A folder that holds the all-in-one program `controlplane` is started by that script where the script is there too: it adds nodes and failing pods.
 * A variable that points at a folder without the programs is an answer of its own: nothing else is tried.
 */
export function findControlPlane(env: Readonly<Record<string, string | undefined>>, root: string): ControlPlaneSource {
  const script = path.join(root, '..', 'shared', 'controlplane', 'controlplane');
  const folder = env['KUBEBUILDER_ASSETS'];
  if (folder === undefined || folder === '') {
    if (isProgram(script)) return { from: 'script', script };
    return {
      from: 'nowhere',
      why: 'no API server to test against: set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl',
    };
  }
  const missing = NEEDED.filter((name) => !isProgram(path.join(folder, name)));
  if (missing.length > 0) return { from: 'nowhere', why: `KUBEBUILDER_ASSETS is ${folder}, which has no ${missing.join(', ')}` };
  if (isProgram(path.join(folder, 'controlplane')) && isProgram(script)) return { from: 'script', script };
  return { from: 'folder', folder };
}
