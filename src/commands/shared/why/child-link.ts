import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { conditionEvidence, conditionsOf, fieldEvidence } from './evidence.ts';
import { describeCommand } from './fixes.ts';
import { nameText, type Evidence, type Link, type ObjectName } from './link.ts';
import { reconcileCommand, staleness, type PrimaryFacts } from './primary-link.ts';
import { refusedCreation } from './rules/refused-creation.ts';

function absence(object: ObjectName): Evidence {
  return { is: 'absence', object, text: 'the API server does not have it' };
}

/**
 * A child that its operator should have made and that is not there: the operator has not looked, or the conditions of the primary say what
 * the API server answered.
 */
export function absentChild(facts: PrimaryFacts, name: ObjectName, via: Link): Link {
  const { primary } = facts;
  const stale = staleness(primary);
  const base = { object: name, reason: 'NotMade', fix: reconcileCommand(facts) };
  if (stale !== undefined) {
    const message = `${nameText(name)} does not exist: ${stale}`;
    return {
      ...base,
      state: 'stuck',
      reason: 'NotReconciled',
      message,
      evidence: [absence(name), fieldEvidence('status', primary, stale)],
    };
  }
  const telling = conditionsOf(primary).find(({ type, status, reason }) => {
    const isBad = (type === 'Degraded' && status === 'True') || (type === 'Ready' && status === 'False');
    return isBad && reason !== via.reason;
  });
  if (telling?.message === undefined) {
    return { ...base, state: 'waits', message: `${nameText(name)} does not exist yet`, evidence: [absence(name)] };
  }
  const evidence = [absence(name), conditionEvidence(primary, telling)];
  const refused = refusedCreation(telling.message, primary.metadata.namespace ?? 'default');
  if (refused.reason !== 'FailedCreate') return { object: name, state: 'stuck', evidence, ...refused };
  return {
    ...base,
    state: 'stuck',
    reason: telling.reason ?? 'NotMade',
    message: `${nameText(name)} does not exist: ${telling.message}`,
    evidence,
  };
}

/** An object that has the name of a child and is not one. */
export function foreignChild(facts: PrimaryFacts, type: ResourceType, name: ObjectName, owner: string | undefined): Link {
  const { primary } = facts;
  const at = name.namespace === undefined ? '' : ` -n ${name.namespace}`;
  return {
    object: name,
    state: 'stuck',
    reason: 'ForeignObject',
    message: `${nameText(name)} exists and does not belong to ${primary.kind} ${primary.metadata.name}: it is left alone`,
    evidence: [{ is: 'spec', object: name, text: owner === undefined ? 'it has no owner' : `its owner is ${owner}` }],
    fix: `kubectl get ${resourceNameOf(type)} ${name.name}${at} -o yaml`,
  };
}

/** An object that is not there and that no rule knows. */
export function absentObject(name: ObjectName, type: ResourceType): Link {
  return {
    object: name,
    state: 'stuck',
    reason: 'NotFound',
    message: `${nameText(name)} does not exist`,
    evidence: [absence(name)],
    fix: `kubectl get ${resourceNameOf(type)}${name.namespace === undefined ? '' : ` -n ${name.namespace}`}`,
  };
}

/** An object that may not be read: the chain ends there. */
export function hiddenObject(name: ObjectName, type: ResourceType, why: string): Link {
  const at = name.namespace === undefined ? '' : ` -n ${name.namespace}`;
  return {
    object: name,
    state: 'waits',
    reason: 'NotVisible',
    message: `how ${nameText(name)} is cannot be told: ${why}`,
    evidence: [],
    fix: `kubectl auth can-i get ${resourceNameOf(type)}${at}`,
  };
}

/** The link of an object whose kind has no rules, by its condition Ready. */
export function generalLink(
  object: { readonly name: ObjectName; readonly type: ResourceType },
  conditions: Parameters<typeof conditionEvidence>[1][],
  at: Parameters<typeof conditionEvidence>[0],
): Link | undefined {
  const ready = conditions.find(({ type }) => type === 'Ready' || type === 'Available');
  if (ready === undefined || ready.status === 'True') return undefined;
  const { name, type } = object;
  return {
    object: name,
    state: 'waits',
    reason: ready.reason ?? 'NotReady',
    message: ready.message ?? `${nameText(name)} is not ready`,
    evidence: [conditionEvidence(at, ready)],
    fix: describeCommand(type, name.name, name.namespace),
  };
}
