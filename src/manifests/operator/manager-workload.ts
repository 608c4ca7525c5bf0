import type { Manifest, ManifestMeta } from '../../kernel/kube-object.ts';
import { scopeText, shardName, type Shard } from '../../kernel/shard.ts';
import { managerLabels, SCOPE_ANNOTATION, shardLabels, SYSTEMS_ANNOTATION } from './manager-labels.ts';
import { managerPod, METRICS_PORT } from './manager-pod.ts';
import type { OperatorIdentity } from './operator-identity.ts';
import type { OperatorPlan } from './operator-values.ts';

/** The shards that the Deployments of a plan work on; one that works on everything has none. */
export function shardsOf({ values: { shards } }: OperatorPlan): readonly (Shard | undefined)[] {
  return shards === 1 ? [undefined] : Array.from({ length: shards }, (_, at) => ({ index: at + 1, of: shards }));
}

/**
 * What runs: a Service for metrics, a Deployment (for each shard), and with more than one replica a budget that keeps one of them through a
 * drain. A new pod is there before an old one goes: it waits for the lease with its caches filled.
 */
export function managerWorkload(identity: OperatorIdentity, plan: OperatorPlan): readonly Manifest[] {
  const { deployment, podLabels } = identity;
  const { namespace, systems, values } = plan;
  const labels = managerLabels(identity, plan.version);
  const service: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${deployment}-metrics`, namespace, labels },
    spec: {
      type: 'ClusterIP',
      selector: podLabels,
      ports: [{ name: 'metrics', port: METRICS_PORT, targetPort: 'metrics', protocol: 'TCP' }],
    },
  };
  const ofShard = (shard: Shard | undefined): readonly Manifest[] => {
    const meta: ManifestMeta = { name: shardName(deployment, shard), namespace, labels: { ...labels, ...shardLabels(shard) } };
    const selector = { matchLabels: { ...podLabels, ...shardLabels(shard) } };
    const { watchNamespaces: namespaces } = values;
    const scope = scopeText({ ...(namespaces && { namespaces }), ...(shard && { shard }) });
    const workload: Manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...meta, annotations: { [SYSTEMS_ANNOTATION]: systems.join(','), [SCOPE_ANNOTATION]: scope } },
      spec: {
        replicas: values.replicas,
        selector,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: managerPod(identity, plan, shard),
      },
    };
    const budget: Manifest = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta,
      spec: { maxUnavailable: 1, selector },
    };
    return [workload, ...(values.replicas > 1 ? [budget] : [])];
  };
  return [service, ...shardsOf(plan).flatMap(ofShard)];
}
