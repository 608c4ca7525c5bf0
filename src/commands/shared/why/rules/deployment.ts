import type { V1Deployment } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionEvidence, conditionWith, fieldEvidence, newestEvent } from '../evidence.ts';
import { describeCommand } from '../fixes.ts';
import type { Evidence, Link } from '../link.ts';
import { objectName, type Related, type RulesOfKind } from '../related.ts';

const TYPE = { group: 'apps', plural: 'deployments' };

function revision(set: KubeObject): number {
  return Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
}

/** The ReplicaSet of the present template: that of the highest revision. */
function newestSet(deployment: KubeObject, related: Related): KubeObject | undefined {
  return related.ownedBy(deployment, 'ReplicaSet').toSorted((a, b) => revision(b) - revision(a))[0];
}

function isObserved(deployment: KubeObject): boolean {
  return (partsOf<V1Deployment>(deployment).status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0);
}

function isDone(deployment: KubeObject): boolean {
  const { spec, status } = partsOf<V1Deployment>(deployment);
  const want = spec?.replicas ?? 1;
  const seen = isObserved(deployment);
  return seen && [status?.replicas, status?.updatedReplicas, status?.availableReplicas].every((count = 0) => count === want);
}

function explain(object: KubeObject, related: Related): Link | undefined {
  if (isDone(object)) return undefined;
  const { spec, status } = partsOf<V1Deployment>(object);
  const failed = conditionWith(object, 'ReplicaFailure', 'True');
  const overdue = conditionWith(object, 'Progressing', 'False');
  const unavailable = conditionWith(object, 'Available', 'False');
  const evidence: readonly Evidence[] = [failed, overdue, unavailable].flatMap((condition) =>
    condition === undefined ? [] : [conditionEvidence(object, condition)],
  );
  const set = newestSet(object, related);
  const counted = `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} replicas are ready`;
  const told =
    evidence.length > 0
      ? evidence
      : [fieldEvidence('status', object, counted), ...newestEvent(related, object, ({ type }) => type === 'Warning')];
  const base = { object: objectName(object), evidence: told, fix: describeCommand(TYPE, object.metadata.name, object.metadata.namespace) };
  if (spec?.paused === true) {
    const fix = `kubectl rollout resume deployment ${object.metadata.name} -n ${object.metadata.namespace ?? 'default'}`;
    return { ...base, state: 'stuck', reason: 'Paused', message: 'its rollout is paused', fix };
  }
  if (!isObserved(object) || set === undefined) {
    return { ...base, state: 'waits', reason: 'NotObserved', message: 'the deployment controller has yet to act on it' };
  }
  const reason = failed?.reason ?? overdue?.reason ?? unavailable?.reason ?? 'NotReady';
  const state = failed !== undefined || overdue !== undefined ? 'stuck' : 'waits';
  return { ...base, state, reason, message: counted, on: objectName(set) };
}

/** A Deployment: complete, or which of its ReplicaSets is to blame. */
export const deploymentRules: RulesOfKind = { kind: 'Deployment', explain };
