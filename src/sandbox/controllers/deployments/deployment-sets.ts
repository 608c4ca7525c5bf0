import type { KubeObject } from '../../../kernel/kube-object.ts';
import { canonicalJson } from '../../../kernel/hash.ts';
import type { Hands } from '../framework/hands.ts';
import { selects } from '../framework/label-selector.ts';
import { isTerminating } from '../framework/pod-facts.ts';
import { controllerReference } from '../framework/pod-from-template.ts';
import type { PodTemplate } from '../framework/pod.ts';
import { safeHash } from '../framework/safe-hash.ts';
import type { Writer } from '../framework/writer.ts';
import type { Deployment, ReplicaSet } from './deployment.ts';

const HASH_LABEL = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
/** Annotations of a Deployment that its ReplicaSets do not get. */
const OWN_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  HISTORY,
  DESIRED,
  MAXIMUM,
  'deprecated.deployment.rollback.to',
]);

/** The ReplicaSets of a Deployment: that of its present template, if there is one, and the others, oldest first. */
export interface DeploymentSets {
  readonly newSet: ReplicaSet | undefined;
  readonly oldSets: readonly ReplicaSet[];
}

/** The number in a ReplicaSet's or Deployment's revision annotation; 0 without one. */
export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0);
}

/** The numbers for which a ReplicaSet was scaled last. */
export function scaledFor(set: ReplicaSet): { readonly desired: number | undefined; readonly maximum: number | undefined } {
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
  return { desired: number(set.metadata.annotations?.[DESIRED]), maximum: number(set.metadata.annotations?.[MAXIMUM]) };
}

function templateText(template: PodTemplate): string {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return canonicalJson({ ...template, metadata: { ...template.metadata, labels } });
}

const byAge = (left: KubeObject, right: KubeObject): number => {
  const times = [left.metadata.creationTimestamp, right.metadata.creationTimestamp] as const;
  if (times[0] !== times[1]) return times[0] < times[1] ? -1 : 1;
  return revisionOf(left) - revisionOf(right) || (left.metadata.name < right.metadata.name ? -1 : 1);
};

/** Finds the ReplicaSets of a Deployment; takes over those that match its selector and that nobody controls. */
export function findSets(hands: Hands, writer: Writer, deployment: Deployment): DeploymentSets {
  const { namespace, uid } = deployment.metadata;
  const owned = [...hands.controlled(uid, 'replicasets.apps')];
  for (const place of isTerminating(deployment) ? [] : hands.owners.uncontrolled('replicasets.apps', namespace)) {
    const set = hands.read('replicasets.apps', namespace, place.name);
    if (set === undefined || isTerminating(set) || !selects(deployment.spec.selector, set.metadata.labels)) continue;
    owned.push(writer.update('replicasets.apps', claimed(set, deployment)) as ReplicaSet);
  }
  const sets = owned.toSorted(byAge);
  const text = templateText(deployment.spec.template);
  const newSet = sets.find((set) => templateText(set.spec.template) === text);
  return { newSet, oldSets: sets.filter((set) => set !== newSet) };
}

/** An object with its new controller among its owner references. */
export function claimed<Shape extends KubeObject>(object: Shape, owner: KubeObject): Shape {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  return { ...object, metadata: { ...object.metadata, ownerReferences } };
}

function setAnnotations(deployment: Deployment, set: KubeObject | undefined, revision: number, maximum: number): Record<string, string> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !OWN_ANNOTATIONS.has(key));
  const before = set === undefined ? 0 : revisionOf(set);
  const history = set?.metadata.annotations?.[HISTORY];
  const past =
    before > 0 && before < revision ? [history, String(before)].filter((part) => part !== undefined && part !== '').join(',') : history;
  return {
    ...set?.metadata.annotations,
    ...Object.fromEntries(copied),
    [REVISION]: String(Math.max(revision, before)),
    [DESIRED]: String(deployment.spec.replicas),
    [MAXIMUM]: String(maximum),
    ...(past === undefined ? {} : { [HISTORY]: past }),
  };
}

/** Makes the ReplicaSet of the present template, with that many replicas. Two templates that hash alike get different names. */
export function createSet(
  writer: Writer,
  deployment: Deployment,
  replicas: number,
  revision: number,
  maximum: number,
  taken: readonly string[],
): ReplicaSet {
  const { name, namespace } = deployment.metadata;
  const { template, selector, minReadySeconds } = deployment.spec;
  let hash = safeHash(template);
  for (let collision = 1; taken.includes(`${name}-${hash}`); collision += 1) hash = safeHash([template, collision]);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  return writer.create('replicasets.apps', namespace, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: setAnnotations(deployment, undefined, revision, maximum),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }) as ReplicaSet;
}

/** Brings annotations and `minReadySeconds` of the new ReplicaSet up to date; writes only what differs. */
export function refreshSet(writer: Writer, deployment: Deployment, set: ReplicaSet, revision: number, maximum: number): ReplicaSet {
  const annotations = setAnnotations(deployment, set, revision, maximum);
  const { minReadySeconds } = deployment.spec;
  if (canonicalJson(annotations) === canonicalJson(set.metadata.annotations ?? {}) && set.spec.minReadySeconds === minReadySeconds)
    return set;
  const { minReadySeconds: _, ...spec } = set.spec;
  return writer.update('replicasets.apps', {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...spec, ...(minReadySeconds === undefined ? {} : { minReadySeconds }) },
  }) as ReplicaSet;
}

/** Sets the number of replicas with the annotations that go with it, and tells it. */
export function scaleSet(writer: Writer, deployment: Deployment, set: ReplicaSet, replicas: number, maximum: number): ReplicaSet {
  const annotations = { ...set.metadata.annotations, [DESIRED]: String(deployment.spec.replicas), [MAXIMUM]: String(maximum) };
  const from = set.spec.replicas;
  if (from === replicas && canonicalJson(annotations) === canonicalJson(set.metadata.annotations ?? {})) return set;
  const scaled = writer.update('replicasets.apps', { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } });
  if (from !== replicas) tellScaling(writer, deployment, set.metadata.name, from, replicas);
  return scaled as ReplicaSet;
}

/** The event of a ReplicaSet that grew or shrank. */
export function tellScaling(writer: Writer, deployment: Deployment, set: string, from: number, to: number): void {
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set} from ${String(from)} to ${String(to)}`;
  writer.event(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message });
}
