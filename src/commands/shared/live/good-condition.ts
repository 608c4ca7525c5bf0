import type { Condition } from '../../../kernel/condition.ts';

/** What holds when something is wrong. */
const BAD: ReadonlySet<string> = new Set([
  'Degraded',
  'Failed',
  'NamespaceFinalizersRemaining',
  'PeerCycle',
  'ReplicaFailure',
  'Suspended',
  'SwitchBlocked',
]);
/** What may hold or not, either being well: a rollout is under way, autoscaling is on. */
const EITHER: ReadonlySet<string> = new Set(['Autoscaling', 'Progressing']);
/** Reasons with which those two do tell that something is wrong. */
const WRONG = /Exceeded|Fail|Error|Invalid|Blocked|Forbidden|Conflict|NotFound|Unavailable/;

/** Whether the status of a condition is the good one. */
export function isGood({ type, status, reason }: Pick<Condition, 'type' | 'status' | 'reason'>): boolean {
  if (EITHER.has(type)) return status !== 'Unknown' && !WRONG.test(reason);
  return status === (BAD.has(type) ? 'False' : 'True');
}
