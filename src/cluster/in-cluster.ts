import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterTarget } from './cluster-target.ts';
import { configurationError } from './configuration-error.ts';
import type { HostEnvironment } from './host-environment.ts';
import type { KubeconfigOverrides } from './kubeconfig-overrides.ts';
import { targetOf } from './kubeconfig-target.ts';

/** Whether this process runs in a pod with a service account (the test of client-go's `inClusterClientConfig.Possible`). */
export function isInCluster(environment: HostEnvironment): boolean {
  const { variables } = environment;
  if (!variables['KUBERNETES_SERVICE_HOST'] || !variables['KUBERNETES_SERVICE_PORT']) return false;
  return statSync(join(environment.serviceAccountDir, 'token'), { throwIfNoEntry: false })?.isFile() === true;
}

/** The API server of the cluster we run in, as the pod's service account. Its token is rotated by the kubelet, so the file is what counts. */
export function inClusterTarget(overrides: KubeconfigOverrides, environment: HostEnvironment): ClusterTarget {
  const host = environment.variables['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = environment.variables['KUBERNETES_SERVICE_PORT'] ?? '';
  const namespace = environment.variables['POD_NAMESPACE'] || mountedNamespace(environment);
  const target = targetOf({
    overrides,
    context: { namespace },
    cluster: {
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      'certificate-authority': join(environment.serviceAccountDir, 'ca.crt'),
    },
    user: { tokenFile: join(environment.serviceAccountDir, 'token') },
    names: { context: undefined, cluster: undefined, user: undefined },
    source: environment.serviceAccountDir,
  });
  return { ...target, inCluster: true };
}

function mountedNamespace(environment: HostEnvironment): string | undefined {
  const file = join(environment.serviceAccountDir, 'namespace');
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw configurationError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
  }
}
