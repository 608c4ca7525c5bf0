import { DEPLOYMENT, INGRESS, POD, SECRET, SERVICE } from '../../kernel/builtin-types.ts';
import { marieCluster as kind } from '../../kinds/marie/marie-cluster.ts';
import type { MarieClusterSpec } from '../../kinds/marie/cluster-spec.ts';
import type { MarieClusterStatus } from '../../kinds/marie/cluster-status.ts';
import { marieJob } from '../../kinds/marie/marie-job.ts';
import { MANAGED_SELECTOR } from '../../templates/marie/metadata.ts';
import type { KindReconciler } from '../engine/contract.ts';
import { clusterKey } from './cluster/cluster-key.ts';
import { REPLICAS } from './cluster/cluster-steps.ts';
import { clusterOfPod, keepPod } from './cluster/keep-pod.ts';
import { apiKeyPlace } from './cluster/key-finding.ts';
import { observeCluster, type MarieClusterObserved } from './cluster/observe-cluster.ts';
import { planCluster } from './cluster/plan-cluster.ts';
import { planInvalidCluster } from './cluster/plan-invalid-cluster.ts';
import { clusterOfJob } from './cluster/waiting-job.ts';
import { markPods, type PodMarker } from './cluster/pod-marks.ts';
import type { MarieGateway } from './gateway.ts';

/** The reconciler of MarieCluster. `gateway`: who is asked what waits for executors; `marker`: who tells pods that they go first. */
export function marieClusterReconciler(
  gateway: Pick<MarieGateway, 'waitingWork'>,
  marker: PodMarker,
): KindReconciler<MarieClusterSpec, MarieClusterStatus, MarieClusterObserved> {
  return {
    kind,
    children: [{ type: SERVICE }, { type: DEPLOYMENT, carried: [REPLICAS] }, { type: INGRESS }],
    derived: [
      { type: POD, labelSelector: MANAGED_SELECTOR, primaryOf: clusterOfPod, keep: keepPod },
      // A job that has come in wakes its cluster before the gateway lists it.
      { type: marieJob, primaryOf: clusterOfJob },
    ],
    wakes: [
      {
        type: SECRET,
        references: (primary) => [{ namespace: clusterKey(primary).namespace, name: apiKeyPlace(primary.spec, primary).secret }],
      },
    ],
    rights: [
      { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
      // Which of them goes first is written on them.
      { group: '', resources: ['pods'], verbs: ['list', 'watch', 'patch'] },
      { group: marieJob.group, resources: [marieJob.plural], verbs: ['get', 'list', 'watch'] },
      // Asked for where owner references that hold back a deletion are guarded (OpenShift does).
      { group: kind.group, resources: [`${kind.plural}/finalizers`], verbs: ['update'] },
    ],
    effects: { 'mark-pods': markPods(marker) },
    observe: (primary, world) => observeCluster(primary, world, gateway),
    plan: planCluster,
    planInvalid: planInvalidCluster,
  };
}
