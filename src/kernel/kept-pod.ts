import { isJsonObject } from './json.ts';
import type { KubeObject } from './kube-object.ts';

/** What a reconciler reads of a pod beside what all of them do. */
export interface KeptParts {
  readonly annotations?: readonly string[];
  /** Fields of `status`. */
  readonly status?: readonly string[];
}

/** What tells whether and why a pod runs or does not. */
const TELLING = ['conditions', 'containerStatuses', 'initContainerStatuses'];

function picked(from: unknown, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isJsonObject(from)) return {};
  return Object.fromEntries(fields.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]));
}

/** What a cache keeps of a pod: whose it is, whether and why it does not run, and the parts that were asked for. */
export function keptPod(pod: KubeObject, { annotations = [], status = [] }: KeptParts = {}): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, ownerReferences } = pod.metadata;
  const notes = picked(pod.metadata.annotations, annotations) as Readonly<Record<string, string>>;
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    metadata: {
      name,
      uid,
      resourceVersion,
      creationTimestamp,
      ...(namespace === undefined ? {} : { namespace }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(labels === undefined ? {} : { labels }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      ...(Object.keys(notes).length === 0 ? {} : { annotations: notes }),
    },
    status: picked(pod['status'], [...TELLING, ...status]),
  };
}

/** A message about a pod without its name and uid, which a status must not repeat: they change with each pod. */
export function withoutPodNames(message: string, { metadata }: KubeObject): string {
  return message
    .replaceAll(/ pod=\S+/g, '')
    .replaceAll(metadata.uid, '…')
    .replaceAll(metadata.name, 'the pod');
}
