import { hostEnvironment } from '../../../cluster/host-environment.ts';
import { loadKubeconfig } from '../../../cluster/kubeconfig-load.ts';

/** Shells would take a line break for the next candidate, and a tab for its description. */
function isOneWord(name: string): boolean {
  return !/\p{Cc}/u.test(name);
}

/** The names of a kubeconfig's contexts, clusters or users; none where it cannot be read. No server is asked. */
export async function kubeconfigNames(what: 'contexts' | 'clusters' | 'users', kubeconfig: string | undefined): Promise<readonly string[]> {
  try {
    const loaded = await loadKubeconfig(kubeconfig === '' ? undefined : kubeconfig, hostEnvironment());
    return [...loaded[what].keys()].filter(isOneWord);
  } catch {
    return [];
  }
}
