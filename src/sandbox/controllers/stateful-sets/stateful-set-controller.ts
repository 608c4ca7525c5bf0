import { controllerOf, keyOf, parseKey } from '../../../kernel/kube-object.ts';
import { isFailure } from '../../failures/api-failure.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import type { Pod } from '../framework/pod.ts';
import { availableIn, isReady, isTerminal, isTerminating } from '../framework/pod-facts.ts';
import { syncRevisions, templateAt, trimRevisions } from './revisions.ts';
import { createClaims, syncClaimOwners } from './set-claims.ts';
import { podOfSet, podsOfSet, REVISION_LABEL } from './set-pods.ts';
import type { ControllerRevision, StatefulSet } from './stateful-set.ts';

const revisionOf = (pod: Pod): string => pod.metadata.labels?.[REVISION_LABEL] ?? '';
const isHealthy = (pod: Pod): boolean => pod.status?.phase === 'Running' && isReady(pod) && !isTerminating(pod);

interface Revisions {
  readonly all: readonly ControllerRevision[];
  readonly current: string;
  readonly update: string;
}

/** Keeps the numbered pods of StatefulSets with their claims: in order or at once, rolling updates from the last ordinal, revisions, status. */
export function statefulSetController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'statefulset-controller' });

  const act = (set: StatefulSet, verb: 'Create' | 'Delete', pod: string, run: () => void): void => {
    const done = verb === 'Create' ? 'SuccessfulCreate' : 'SuccessfulDelete';
    const what = `${verb} Pod ${pod} in StatefulSet ${set.metadata.name}`;
    try {
      run();
      writer.event(set, { type: 'Normal', reason: done, message: `${what} successful` });
    } catch (error) {
      if (isFailure(error))
        writer.event(set, { type: 'Warning', reason: `Failed${verb}`, message: `${what} failed error: ${error.message}` });
      throw error;
    }
  };
  const remove = (set: StatefulSet, pod: Pod): void => {
    act(set, 'Delete', pod.metadata.name, () => writer.delete('pods', pod));
  };
  const revisionFor = (set: StatefulSet, { current, update }: Revisions, ordinal: number): string => {
    const { updateStrategy, ordinals } = set.spec;
    const first = (ordinals?.start ?? 0) + (updateStrategy?.rollingUpdate?.partition ?? 0);
    return updateStrategy?.type !== 'OnDelete' && ordinal < first ? current : update;
  };
  /** Gives whether to stop there and wait: what the ordered policy does at the first pod that is not healthy. */
  const fill = (set: StatefulSet, revisions: Revisions, pods: ReadonlyMap<number, Pod>, wanted: readonly number[]): boolean => {
    const ordered = set.spec.podManagementPolicy !== 'Parallel';
    for (const ordinal of wanted) {
      const pod = pods.get(ordinal);
      if (pod !== undefined && isTerminal(pod) && !isTerminating(pod)) {
        remove(set, pod);
        if (ordered) return true;
        continue;
      }
      if (pod === undefined) {
        createClaims(hands, writer, set, ordinal);
        syncClaimOwners(hands, writer, set, ordinal, undefined, false);
        const revision = revisionFor(set, revisions, ordinal);
        const body = podOfSet(set, templateAt(set, revisions.all, revision), revision, ordinal);
        act(set, 'Create', `${set.metadata.name}-${String(ordinal)}`, () => writer.create('pods', set.metadata.namespace, body));
        if (ordered) return true;
        continue;
      }
      // Its claim may have been on its way out when the pod was made (measured on 1.36: the new claim comes within seconds).
      if ((pod.status?.phase ?? 'Pending') === 'Pending' && !isTerminating(pod)) createClaims(hands, writer, set, ordinal);
      syncClaimOwners(hands, writer, set, ordinal, pod, false);
      if (!ordered) continue;
      const wait = availableIn(pod, set.spec.minReadySeconds ?? 0, hands.clock.now());
      if (!isHealthy(pod) || wait !== 0) return true;
    }
    return false;
  };
  const condemn = (set: StatefulSet, pods: ReadonlyMap<number, Pod>, wanted: ReadonlySet<number>): boolean => {
    const ordered = set.spec.podManagementPolicy !== 'Parallel';
    const surplus = [...pods].filter(([ordinal]) => !wanted.has(ordinal)).toSorted(([left], [right]) => right - left);
    for (const [ordinal, pod] of surplus) {
      syncClaimOwners(hands, writer, set, ordinal, pod, true);
      if (isTerminating(pod)) {
        if (ordered) return true;
        continue;
      }
      remove(set, pod);
      if (ordered) return true;
    }
    return false;
  };
  const roll = (set: StatefulSet, revisions: Revisions, pods: ReadonlyMap<number, Pod>, wanted: readonly number[]): void => {
    const { updateStrategy } = set.spec;
    if (updateStrategy?.type === 'OnDelete') return;
    const first = (set.spec.ordinals?.start ?? 0) + (updateStrategy?.rollingUpdate?.partition ?? 0);
    for (const ordinal of wanted.toReversed()) {
      if (ordinal < first) return;
      const pod = pods.get(ordinal);
      if (pod === undefined) return;
      if (revisionOf(pod) !== revisions.update && !isTerminating(pod)) {
        remove(set, pod);
        return;
      }
      if (!isHealthy(pod)) return;
    }
  };
  const sync = (set: StatefulSet, revisions: Revisions): void => {
    const pods = podsOfSet(hands, writer, set);
    const start = set.spec.ordinals?.start ?? 0;
    const wanted = Array.from({ length: set.spec.replicas }, (_, index) => start + index);
    const waits = fill(set, revisions, pods, wanted) || condemn(set, pods, new Set(wanted));
    if (!waits) roll(set, revisions, pods, wanted);
  };
  const updateStatus = (set: StatefulSet, revisions: Revisions): number | undefined => {
    const now = hands.clock.now();
    const pods = [...podsOfSet(hands, writer, set).values()];
    const alive = pods.filter((pod) => !isTerminating(pod) && !isTerminal(pod));
    const waits = pods.map((pod) => (pod.status?.phase === 'Running' ? availableIn(pod, set.spec.minReadySeconds ?? 0, now) : undefined));
    const at = (revision: string): number => alive.filter((pod) => revisionOf(pod) === revision).length;
    const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isReady(pod)).length;
    const wanted = set.spec.replicas;
    const updated = at(revisions.update);
    const complete = updated === wanted && ready === wanted && pods.length === wanted && set.spec.updateStrategy?.type !== 'OnDelete';
    const current = complete ? revisions.update : revisions.current;
    const counts = { currentReplicas: complete ? updated : at(current), readyReplicas: ready, updatedReplicas: updated };
    const status = {
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      availableReplicas: waits.filter((wait) => wait === 0).length,
      collisionCount: set.status?.collisionCount ?? 0,
      currentRevision: current,
      observedGeneration: set.metadata.generation ?? 0,
      replicas: pods.length,
      updateRevision: revisions.update,
    };
    writer.updateStatus('statefulsets.apps', set, status);
    trimRevisions(writer, set, revisions.all, new Set([current, revisions.update, ...pods.map(revisionOf)]));
    const later = waits.filter((wait): wait is number => wait !== undefined && wait > 0);
    return later.length === 0 ? undefined : Math.min(...later);
  };

  return {
    name: 'statefulset',
    watches: ['statefulsets.apps', 'pods'],
    observe: ({ resource, object }, enqueue) => {
      const { namespace = '', name } = object.metadata;
      const owner = controllerOf(object);
      if (resource === 'statefulsets.apps') enqueue(keyOf({ namespace, name }));
      else if (owner?.kind === 'StatefulSet') enqueue(keyOf({ namespace, name: owner.name }));
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const set = hands.read('statefulsets.apps', namespace, name);
      if (set === undefined) return undefined;
      const all = syncRevisions(hands, writer, set);
      const update = (all.at(-1) ?? all[0]).metadata.name;
      const revisions: Revisions = { all, update, current: set.status?.currentRevision ?? update };
      const failure = isTerminating(set) ? undefined : attempt(() => sync(set, revisions));
      const wait = updateStatus(hands.read('statefulsets.apps', namespace, name) ?? set, revisions);
      if (failure !== undefined) throw failure;
      return wait;
    },
  };
}

/** The refusal that a piece of work met; other errors pass through. */
function attempt(run: () => void): Error | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
}
