import type { KubeObject } from '../../../kernel/kube-object.ts';
import { SYSTEMS } from '../../../registry.ts';
import { findOperator } from '../operators/find-operator.ts';
import type { Session } from '../session.ts';
import type { Evidence, Link, ObjectName } from './link.ts';
import { reconcileCommand, staleness, type PrimaryFacts } from './primary-link.ts';
import { objectName } from './related.ts';
import { nameText } from './link.ts';

/** Reasons that an operator makes go away by looking, and nobody else. */
const ITS_WORK: ReadonlySet<string> = new Set(['NotReconciled', 'StatusNotUpdated', 'Deleting', 'NotMade']);

/** Whether the end of a chain is something that only a running operator changes. */
export function waitsForOperator(last: Link, primary: KubeObject): boolean {
  if (ITS_WORK.has(last.reason)) return last.object.kind !== 'Pod';
  return last.state === 'waits' && nameText(last.object) === nameText(objectName(primary)) && staleness(primary) !== undefined;
}

/**
 * The link that says that nobody acts: no ready Deployment of the operator, and nobody holds its lease. Undefined where somebody does, or where that
 * may not be seen.
 */
export async function operatorLink(
  facts: PrimaryFacts,
  { session, now, signal }: { readonly session: Session; readonly now: number; readonly signal: AbortSignal },
): Promise<Link | undefined> {
  const system = SYSTEMS.find(({ id }) => id === facts.kind.system);
  if (system === undefined) return undefined;
  const { operator, title } = system;
  const found = await session.during({ verb: 'list' }, () => findOperator(session.api, operator, { now, signal }));
  if (found.hidden !== undefined || (found.ready ?? []).length > 0 || (found.holders ?? []).length > 0) return undefined;
  const [deployment] = found.deployments ?? [];
  const object: ObjectName =
    deployment === undefined ? { kind: 'Deployment', namespace: operator.namespace, name: operator.deployment } : objectName(deployment);
  const lease: ObjectName = { kind: 'Lease', namespace: object.namespace ?? operator.namespace, name: operator.leaseName };
  const evidence: readonly Evidence[] = [
    deployment === undefined
      ? { is: 'absence', object, text: `no Deployment ${operator.deployment} of ${title} is there` }
      : { is: 'status', object, text: 'it has no ready pod' },
    { is: 'absence', object: lease, text: 'nobody holds it' },
  ];
  return {
    object,
    state: 'stuck',
    reason: 'OperatorNotRunning',
    message: `nothing acts on the objects of ${title}: no operator runs, in the cluster or elsewhere`,
    evidence,
    fix: reconcileCommand(facts),
  };
}
