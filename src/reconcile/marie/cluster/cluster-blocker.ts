import type { Blocker } from '../../engine/contract.ts';
import { failureProblem, type ChildFailure } from './child-failure.ts';
import { failedRole, stuckFailure, unready, type ClusterPhase } from './cluster-phase.ts';
import type { ClusterSituation } from './cluster-situation.ts';

function blockerOf(failure: ChildFailure, kind: Blocker['kind'], namespace: string): Blocker {
  const { isConflict, step } = failure;
  if (step.step === 'effect') return { kind, ...failureProblem(failure) };
  const [subject = ''] = step.subject.split('/');
  const on = { kind: step.kind ?? subject, namespace, name: step.name ?? step.subject.split('/').at(-1) ?? '' };
  const look = `kubectl get ${on.kind.toLowerCase()} ${on.name} -n ${namespace} -o yaml`;
  const fix = `look whose it is: ${look}; then remove it, or give the cluster or the group another name`;
  return { kind, ...failureProblem(failure), on, ...(isConflict ? { fix } : {}) };
}

function failureBlocker(situation: ClusterSituation): Blocker | undefined {
  const failure = stuckFailure(situation) ?? situation.failures.find(({ isEssential }) => isEssential);
  if (failure === undefined) return undefined;
  const kind = failure.isConflict || failure.step.stuck ? 'failed' : 'waits';
  return blockerOf(failure, kind, situation.values.namespace);
}

/** The cluster runs, and yet what the spec asks for beside it cannot be had: the Ingress. */
function besideBlocker({ failures, values }: ClusterSituation): Blocker | undefined {
  const failure = failures.find(({ isEssential, step }) => !isEssential && step.stuck);
  return failure === undefined ? undefined : blockerOf(failure, 'stuck', values.namespace);
}

function roleBlocker(situation: ClusterSituation): Blocker | undefined {
  const { groups, values } = situation;
  const [first] = unready(situation);
  const role = failedRole(situation) ?? [situation.server, ...groups].find(({ rollout, trouble }) => !rollout.complete && trouble) ?? first;
  if (role === undefined) return undefined;
  const { namespace } = values;
  const { deployment, rollout, trouble, want } = role;
  const on = { kind: 'Deployment', namespace, name: deployment };
  const workload = `Deployment/${namespace}/${deployment}`;
  const troubleWords =
    trouble === undefined ? '' : `${trouble.pods} of ${role.pods.length} pods: ${trouble.reason} ${trouble.message}`.trim();
  const describe = `kubectl describe deployment ${deployment} -n ${namespace}`;
  if (rollout.failure !== undefined) {
    const { message, reason } = rollout.failure;
    return { kind: 'failed', reason, message: [`${workload}: ${message}`, troubleWords].filter(Boolean).join('; '), on, fix: describe };
  }
  if (trouble !== undefined) {
    const fix = trouble.reason === 'CrashLoopBackOff' ? `kubectl logs -n ${namespace} deployment/${deployment} --previous` : describe;
    return { kind: 'waits', reason: trouble.reason, message: `${workload} does not start: ${troubleWords}`, on, fix };
  }
  if (!rollout.exists) return { kind: 'waits', reason: 'DeploymentMissing', message: `${workload} does not exist yet`, on };
  if (!rollout.current) return { kind: 'waits', reason: 'RollingOut', message: `${workload} has yet to take up the current spec`, on };
  const message = `${workload} has ${rollout.readyReplicas} of ${want} replicas ready, ${rollout.updatedReplicas} of them with the current template`;
  if (role !== situation.server) return { kind: 'waits', reason: 'ExecutorsNotReady', message, on };
  // What most often keeps a gateway from answering, and stands nowhere but in its own log.
  const hint = 'its log tells whether it reaches etcd and a PostgreSQL with pg_cron (and pgvector, where its events go to PostgreSQL)';
  const fix = `kubectl logs -n ${namespace} deployment/${deployment}`;
  return { kind: 'waits', reason: 'ServerNotReady', message: rollout.readyReplicas === 0 ? `${message}; ${hint}` : message, on, fix };
}

/** The one reason why a cluster is not as its spec asks; undefined when it is, and when its user wants no pods. */
export function clusterBlocker(situation: ClusterSituation, phase: ClusterPhase): Blocker | undefined {
  const { isSuspended, observed, problem } = situation;
  if (phase === 'Running' || phase === 'Suspended') return besideBlocker(situation);
  if (problem !== undefined) return { kind: 'failed', ...problem };
  const failure = failureBlocker(situation);
  if (failure !== undefined) return failure;
  if (isSuspended && failedRole(situation) === undefined) {
    return { kind: 'waits', reason: 'Suspending', message: `${observed.pods.length} pods are still there` };
  }
  return roleBlocker(situation);
}
