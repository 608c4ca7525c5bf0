import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { SCOPE_ANNOTATION } from '../../../reconcile/engine/lease.ts';
import { parseScope } from '../../../kernel/shard.ts';
import { fieldOwners } from '../change/field-owner.ts';

/** How many pods a Deployment is to have; Kubernetes' own default is 1. */
export function replicasOf({ spec }: KubeObject): number {
  return isJsonObject(spec) && typeof spec['replicas'] === 'number' ? spec['replicas'] : 1;
}

export function keyOfDeployment({ metadata }: KubeObject): Required<ObjectKey> {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}

/** `deployment/maia-operator in namespace maia-system`. */
export function nameOfDeployment({ name, namespace = '' }: ObjectKey): string {
  return `deployment/${name} in namespace ${namespace}`;
}

/** The selector of its pods as a list takes it; undefined where it is more than labels. */
export function podSelectorOf({ spec }: KubeObject): string | undefined {
  const selector = isJsonObject(spec) ? spec['selector'] : undefined;
  if (!isJsonObject(selector) || selector['matchExpressions'] !== undefined || !isJsonObject(selector['matchLabels'])) return undefined;
  const labels = Object.entries(selector['matchLabels']).map(([name, value]) => `${name}=${String(value)}`);
  return labels.length === 0 ? undefined : labels.join(',');
}

/** Whether it works in one of the namespaces; absent, in any. */
export function worksIn({ metadata }: KubeObject, namespaces: readonly string[] | undefined): boolean {
  const { namespaces: watched } = parseScope(metadata.annotations?.[SCOPE_ANNOTATION] ?? '*');
  return watched === undefined || namespaces === undefined || watched.some((namespace) => namespaces.includes(namespace));
}

/** Who set its number of replicas last, as far as its managed fields tell. */
export function whoScaled(deployment: KubeObject): string | undefined {
  return fieldOwners(deployment, ['spec', 'replicas'])
    .toSorted((left, right) => (left.time ?? '').localeCompare(right.time ?? ''))
    .at(-1)?.manager;
}
