import { tenantNames } from '../../templates/neurallog/names.ts';
import type { Blocker } from '../engine/contract.ts';
import { referenceProblem } from './reference-finding.ts';
import { failureProblem, stuckProblem } from './step-failures.ts';
import type { TenantPhase } from './tenant-phase.ts';
import type { TenantSituation } from './tenant-situation.ts';

/** Why the namespace is not the tenant's to use. */
function namespaceBlocker({ failures, observed, values }: TenantSituation): Blocker | undefined {
  const { namespace: name } = values;
  const on = { kind: 'Namespace', name };
  const found = observed.namespace;
  if (found.state === 'foreign') {
    const message = `Namespace/${name} exists and was not made for this Tenant: it is left alone`;
    const fix = `look whose it is: kubectl get namespace ${name} -o yaml; then give the Tenant another name`;
    return { kind: 'failed', reason: 'NamespaceConflict', message, on, fix };
  }
  const isGoing = found.state === 'ours' && found.live.metadata.deletionTimestamp !== undefined;
  if (found.state === 'leftover' || isGoing) {
    const message = `Namespace/${name} of before is still being removed`;
    return { kind: 'waits', reason: 'NamespaceTerminating', message, on, fix: `kubectl describe namespace ${name}` };
  }
  const stuck = stuckProblem(failures.namespace);
  return stuck === undefined ? undefined : { kind: 'failed', ...stuck, on };
}

/** A key that the server needs. The values are the user's to fill in. */
function referenceBlocker({ server, unusable, values }: TenantSituation): Blocker | undefined {
  const [finding] = unusable;
  if (finding === undefined || server.status.phase === 'Running') return undefined;
  const { namespace } = values;
  const { key, kind, name, state } = finding;
  const type = kind.toLowerCase();
  const create = `kubectl create ${type}${kind === 'Secret' ? ' generic' : ''} ${name} -n ${namespace} --from-literal=${key}=VALUE`;
  const patch = `kubectl patch ${type} ${name} -n ${namespace} --type merge -p '${JSON.stringify({ [kind === 'Secret' ? 'stringData' : 'data']: { [key]: 'VALUE' } })}'`;
  return {
    kind: 'stuck',
    ...referenceProblem(finding, namespace),
    on: { kind, namespace, name },
    fix: state === 'absent' ? create : patch,
  };
}

function componentBlocker({ redis, server, values }: TenantSituation): Blocker | undefined {
  const { namespace } = values;
  const parts = [
    { finding: redis, kind: 'StatefulSet', name: tenantNames.redis, app: 'redis' },
    { finding: server, kind: 'Deployment', name: tenantNames.server, app: 'neurallog-server' },
  ];
  const found =
    parts.find(({ finding }) => finding.status.phase === 'Failed') ?? parts.find(({ finding }) => finding.status.phase !== 'Running');
  if (found === undefined) return undefined;
  const { app, finding, kind, name } = found;
  const { phase, message } = finding.status;
  const fix = `kubectl describe pods -n ${namespace} -l app=${app}`;
  const reason = phase === 'Degraded' ? 'ComponentDegraded' : finding.reason;
  return { kind: phase === 'Failed' ? 'failed' : 'waits', reason, message, on: { kind, namespace, name }, fix };
}

function policyBlocker({ failures }: TenantSituation): Blocker | undefined {
  const failure = failures.policies?.[0];
  return failure === undefined ? undefined : { kind: failure.stuck ? 'stuck' : 'waits', ...failureProblem(failure) };
}

/** The one reason why a tenant is not Ready; undefined where it is, or where it is suspended by the user's will. */
export function tenantBlocker(situation: TenantSituation, phase: TenantPhase): Blocker | undefined {
  const { primary, problem, values } = situation;
  if (problem !== undefined) {
    return { kind: 'failed', ...problem, fix: `kubectl edit tenant ${primary.metadata.name}` };
  }
  const { namespace } = values;
  const found = namespaceBlocker(situation);
  if (found !== undefined) return found;
  if (phase === 'Pending') {
    return {
      kind: 'waits',
      reason: 'NotCreated',
      message: `Namespace/${namespace} is waiting to be created`,
      on: { kind: 'Namespace', name: namespace },
    };
  }
  if (phase === 'Suspended') return undefined;
  const component = componentBlocker(situation);
  if (component?.kind === 'failed' && situation.unusable.length === 0) return component;
  if (values.suspended && component === undefined)
    return { kind: 'waits', reason: 'Suspending', message: 'server and Redis are being put to rest' };
  return referenceBlocker(situation) ?? component ?? policyBlocker(situation);
}
