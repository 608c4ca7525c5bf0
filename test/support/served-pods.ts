import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { DEPLOYMENT, SERVICE } from '../../src/kernel/builtin-types.ts';

const HOW = { fieldManager: 'test', force: true };

/** Applies a Deployment with pods that declare port 8080 as `http`, and a Service in front of it whose port is mapped by that name. */
export async function applyServedPods(
  api: Pick<KubeApi, 'apply'>,
  {
    namespace,
    name,
    port,
    replicas = 1,
  }: { readonly namespace: string; readonly name: string; readonly port: number; readonly replicas?: number },
): Promise<void> {
  const labels = { app: name };
  await api.apply(
    SERVICE,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name },
      spec: {
        selector: labels,
        ports: [
          { name: 'main', port, targetPort: 'http' },
          { name: 'other', port: port + 1 },
        ],
      },
    },
    HOW,
  );
  const container = { name: 'main', image: 'example/main:1', ports: [{ name: 'http', containerPort: 8080 }] };
  await api.apply(
    DEPLOYMENT,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace, name },
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
    },
    HOW,
  );
}
