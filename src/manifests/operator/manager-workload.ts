import type { Manifest, ManifestMeta } from '../../kernel/kube-object.ts';
import { managerLabels, SCOPE_ANNOTATION, SYSTEMS_ANNOTATION } from './manager-labels.ts';
import { managerPod, METRICS_PORT } from './manager-pod.ts';
import type { OperatorIdentity } from './operator-identity.ts';
import type { OperatorPlan } from './operator-values.ts';

/**
 * What runs: a Service for metrics, a Deployment, and with more than one replica a budget that keeps one of them through a drain. A new pod
 * is there before an old one goes: it waits for the lease with its caches filled.
 */
export function managerWorkload(identity: OperatorIdentity, plan: OperatorPlan): readonly Manifest[] {
  const { deployment, podLabels } = identity;
  const { namespace, systems, values } = plan;
  const labels = managerLabels(identity, plan.version);
  const meta = (name: string): ManifestMeta => ({ name, namespace, labels });
  const annotations = { [SYSTEMS_ANNOTATION]: systems.join(','), [SCOPE_ANNOTATION]: values.watchNamespaces?.join(',') ?? '*' };
  const service: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(`${deployment}-metrics`),
    spec: {
      type: 'ClusterIP',
      selector: podLabels,
      ports: [{ name: 'metrics', port: METRICS_PORT, targetPort: 'metrics', protocol: 'TCP' }],
    },
  };
  const workload: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...meta(deployment), annotations },
    spec: {
      replicas: values.replicas,
      selector: { matchLabels: podLabels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: managerPod(identity, plan),
    },
  };
  const budget: Manifest = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta(deployment),
    spec: { maxUnavailable: 1, selector: { matchLabels: podLabels } },
  };
  return [service, workload, ...(values.replicas > 1 ? [budget] : [])];
}
