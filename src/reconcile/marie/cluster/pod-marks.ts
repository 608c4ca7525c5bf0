import type { Json } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Effect, EffectHandler } from '../../engine/contract.ts';
import type { ScaledGroup } from './scaled-group.ts';

/** Which pod of a ReplicaSet goes first when it shrinks: the smaller, the sooner; among pods that are ready. */
export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
/** The smallest that Kubernetes takes: what a pod that is to go first is given, and how we know that it was us. */
export const FIRST_TO_GO = '-2147483648';

/** A pod, and which one of that name. */
export interface MarkedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** What must be changed about the marks of a group's pods. */
export interface MarksInput {
  readonly group: string;
  readonly mark: readonly MarkedPod[];
  readonly unmark: readonly MarkedPod[];
}

/** Sets annotations of pods; null removes one. */
export interface PodMarker {
  /** False where that very pod is gone. Throws the API server's error. */
  readonly annotatePod?: (pod: MarkedPod, annotations: Readonly<Record<string, string | null>>, signal: AbortSignal) => Promise<boolean>;
}

function placeOf({ metadata }: KubeObject): MarkedPod {
  return { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid };
}

/** The pods of a group that its spec wants to go first and that are not marked yet, and those that are marked and no longer named. */
export function marksOf({ group }: ScaledGroup, pods: readonly KubeObject[]): MarksInput {
  const named = new Set(group.scaleStrategy?.workersToDelete);
  const isMarked = ({ metadata }: KubeObject): boolean => metadata.annotations?.[DELETION_COST] === FIRST_TO_GO;
  return {
    group: group.groupName,
    mark: pods.filter((pod) => named.has(pod.metadata.name) && !isMarked(pod)).map(placeOf),
    unmark: pods.filter((pod) => !named.has(pod.metadata.name) && isMarked(pod)).map(placeOf),
  };
}

/** The effect that changes marks; undefined where they are as they should be. */
export function marksEffect(input: MarksInput): Effect | undefined {
  if (input.mark.length + input.unmark.length === 0) return undefined;
  return { type: 'mark-pods', about: input.group, input: input as unknown as Json };
}

/** Pods are told once; of this many it is remembered. */
const MOST_TOLD = 10_000;

/** Changes the marks. Doing it again, before the watch shows them, does no harm; pods that are gone are passed over. */
export function markPods(marker: PodMarker): EffectHandler {
  const told = new Set<string>();
  return {
    timeoutMs: 10_000,
    run: async (json, { signal }) => {
      const { group, mark, unmark } = json as unknown as MarksInput;
      const { annotatePod } = marker;
      if (annotatePod === undefined) throw new Error('no pod can be changed here');
      const marked: string[] = [];
      for (const pod of mark) {
        const isThere = await annotatePod(pod, { [DELETION_COST]: FIRST_TO_GO }, signal);
        if (isThere && !told.has(pod.uid)) marked.push(pod.name);
        if (told.size >= MOST_TOLD) told.clear();
        told.add(pod.uid);
      }
      for (const pod of unmark) {
        await annotatePod(pod, { [DELETION_COST]: null }, signal);
        told.delete(pod.uid);
      }
      if (marked.length === 0) return { stores: [] };
      return {
        stores: [],
        events: [{ type: 'Normal', reason: 'PodsMarked', message: `first to go when group ${group} shrinks: ${marked.join(', ')}` }],
      };
    },
  };
}
