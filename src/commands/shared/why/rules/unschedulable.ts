import type { V1Node, V1Pod } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { compareQuantities, sameQuantity } from '../../../../kernel/quantity.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionEvidence, newestEvent, type SeenCondition } from '../evidence.ts';
import { patchPrimary, primaryLeaves, type Leaf } from '../fixes.ts';
import type { Link } from '../link.ts';
import { objectName, type Related } from '../related.ts';

/** How much of a resource the containers of a pod ask for, each as written. */
function requested(pod: KubeObject, resource: string): readonly string[] {
  return (partsOf<V1Pod>(pod).spec?.containers ?? []).flatMap(
    ({ resources }) => resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? [],
  );
}

/** The most of a resource that any node offers, as written. */
function largestOffer(nodes: readonly KubeObject[], resource: string): string | undefined {
  const offers = nodes.flatMap((node) => partsOf<V1Node>(node).status?.allocatable?.[resource] ?? []);
  return offers.toSorted((a, b) => compareQuantities(b, a) ?? 0)[0];
}

/** The field of the primary that asks for an amount of a resource. */
function askingField(related: Related, resource: string, amounts: readonly string[]): Leaf | undefined {
  const isAmount = ({ value }: Leaf): boolean => typeof value !== 'boolean' && amounts.some((amount) => sameQuantity(amount, value));
  const isNamed = ({ path }: Leaf): boolean => path.at(-1) === resource || (/gpu/i.test(resource) && /gpu|nvidia/i.test(path.join('.')));
  const candidates = primaryLeaves(related).filter((leaf) => isAmount(leaf) && isNamed(leaf));
  return candidates.find(({ path }) => path.includes('requests')) ?? candidates[0];
}

function fixFor(resource: string, amounts: readonly string[], offer: string | undefined, related: Related): string {
  const field = askingField(related, resource, amounts);
  if (field === undefined) {
    const escaped = resource.replaceAll('.', String.raw`\.`);
    return `kubectl get nodes -o 'custom-columns=NODE:.metadata.name,OFFERED:.status.allocatable.${escaped}'`;
  }
  // Of devices a node can give all that it has; of cores and memory its own services use some.
  const isDevice = resource.includes('/') && offer !== undefined && offer !== '0';
  const amount = isDevice ? offer : 'AMOUNT';
  return patchPrimary(related, field.path, typeof field.value === 'number' && isDevice ? Number(amount) : amount);
}

/** Why no node takes a pod, from the scheduler's own account (`PodScheduled=False`, kubernetes `FitError`). */
export function unschedulable(pod: KubeObject, condition: SeenCondition, related: Related): Link {
  const { name, namespace = 'default' } = pod.metadata;
  const message = condition.message ?? 'no node takes the pod';
  const evidence = [conditionEvidence(pod, condition), ...newestEvent(related, pod, ({ reason }) => reason === 'FailedScheduling')];
  const describe = `kubectl describe pod ${name} -n ${namespace}`;
  const base = { object: objectName(pod), state: 'stuck' as const, reason: 'Unschedulable', evidence, fix: describe };
  const claims = (partsOf<V1Pod>(pod).spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  const claim =
    claims.find((one) => message.includes(`"${one}"`)) ??
    (/persistentvolumeclaim/i.test(message) ? unboundOf(claims, namespace, related) : undefined);
  if (claim !== undefined)
    return {
      ...base,
      state: 'waits',
      message: `no node takes it: ${message}`,
      on: { kind: 'PersistentVolumeClaim', namespace, name: claim },
    };
  const resource = /Insufficient ([\w.\-/]+)/.exec(message)?.[1]?.replace(/[.,]$/, '');
  if (resource !== undefined) {
    const nodes = related.all('Node');
    const amounts = requested(pod, resource);
    const offer = nodes === undefined ? undefined : largestOffer(nodes, resource);
    const offered = nodes === undefined ? '' : `; the largest node offers ${offer ?? 'none'}`;
    const told = `no node has enough ${resource} free (it asks for ${amounts.join(' and ') || 'some'}${offered}): ${message}`;
    return { ...base, reason: `Insufficient ${resource}`, message: told, fix: fixFor(resource, amounts, offer, related) };
  }
  if (/taint/.test(message))
    return {
      ...base,
      message: `no node takes it: ${message}`,
      fix: 'kubectl get nodes -o custom-columns=NODE:.metadata.name,TAINTS:.spec.taints',
    };
  if (/selector|affinity/.test(message))
    return { ...base, message: `no node takes it: ${message}`, fix: 'kubectl get nodes --show-labels' };
  return { ...base, message: `no node takes it: ${message}` };
}

/** The first of a pod's claims that has no volume. */
function unboundOf(claims: readonly string[], namespace: string, related: Related): string | undefined {
  return claims.find((name) => {
    const found = related.look({ kind: 'PersistentVolumeClaim', namespace, name });
    return (
      found.state === 'absent' ||
      (found.state === 'present' && (found.object['status'] as { phase?: string } | undefined)?.phase !== 'Bound')
    );
  });
}
