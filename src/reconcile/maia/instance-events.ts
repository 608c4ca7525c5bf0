import { conditionChanged, findCondition, type Condition, type ConditionIntent } from '../../kernel/condition.ts';
import { describeRef } from '../../kernel/kube-object.ts';
import type { EventNote } from '../engine/contract.ts';
import { childRef } from './child-role.ts';
import { unboundClaim } from './instance-blocker.ts';
import type { InstanceProblem } from './instance-problems.ts';
import type { InstanceSituation } from './instance-situation.ts';
import { describeTrouble } from './pod-trouble.ts';

/** A warning for each problem that the stored condition does not speak of yet. */
export function problemEvents(stored: readonly Condition[] | undefined, problems: readonly InstanceProblem[]): readonly EventNote[] {
  const known = findCondition(stored, 'Degraded')?.message ?? '';
  return problems.filter(({ message }) => !known.includes(message)).map(({ reason, message }) => ({ type: 'Warning', reason, message }));
}

/** Reasons of Progressing that are news, with what kind of news they are. */
const PROGRESS_NEWS: Readonly<Record<string, EventNote['type']>> = {
  Paused: 'Normal',
  ProgressDeadlineExceeded: 'Warning',
  ReplicaFailure: 'Warning',
};

function burstEvents({ primary, stored }: InstanceSituation): readonly EventNote[] {
  const { burst, enabled, requestsPerSecond } = primary.spec.rateLimit;
  const isNewSpec = stored?.observedGeneration !== (primary.metadata.generation ?? 0);
  if (!enabled || !isNewSpec || burst === 2 * requestsPerSecond) return [];
  const message = `spec.rateLimit.burst is ${burst}, but the server always allows twice requestsPerSecond: ${2 * requestsPerSecond}`;
  return [{ type: 'Warning', reason: 'RateLimitBurstUnsupported', message }];
}

/** A volume that is not there, which the scheduler does not name. */
function claimWords(situation: InstanceSituation): string {
  const claim = unboundClaim(situation);
  if (claim === undefined) return '';
  const { storageClassName } = situation.primary.spec.storage;
  const ofClass = storageClassName === undefined ? '' : ` of storage class ${JSON.stringify(storageClassName)}`;
  return `; ${describeRef(childRef(claim, situation.values))} has no volume${ofClass} yet`;
}

/** What keeps the server pods from starting, once for each reason: its words may change with every attempt. */
function podEvents(situation: InstanceSituation, conditions: readonly ConditionIntent[]): readonly EventNote[] {
  const { pods, stored, unusableSecrets } = situation;
  const { trouble } = pods;
  // A Secret that is not as it must be has an event of its own.
  if (trouble === undefined || (trouble.reason === 'CreateContainerConfigError' && unusableSecrets.length > 0)) return [];
  const { message, reason } = trouble;
  // Only what the status is about to tell: by it the next pass knows that it was told.
  const isTold = conditions.some((condition) => condition.type === 'Progressing' && condition.message.includes(describeTrouble(trouble)));
  const known = findCondition(stored?.conditions, 'Progressing')?.message ?? '';
  return !isTold || known.includes(`${reason}: `) ? [] : [{ type: 'Warning', reason, message: `${message}${claimWords(situation)}` }];
}

/** What is new since the stored status. Nothing where nothing changed. */
export function instanceEvents(
  situation: InstanceSituation,
  conditions: readonly ConditionIntent[],
  problems: readonly InstanceProblem[],
  endpoint: string,
): readonly EventNote[] {
  const stored = situation.stored?.conditions;
  const events: EventNote[] = [...problemEvents(stored, problems), ...burstEvents(situation), ...podEvents(situation, conditions)];
  for (const condition of conditions) {
    const { type, status, reason, message } = condition;
    if (!conditionChanged(stored, condition)) continue;
    if (type === 'Ready' && status === 'True') events.push({ type: 'Normal', reason, message: `the server is ready at ${endpoint}` });
    const news = type === 'Progressing' ? PROGRESS_NEWS[reason] : undefined;
    if (news !== undefined) events.push({ type: news, reason, message });
    const wasComplete = findCondition(stored, 'Progressing')?.reason === 'RolloutComplete';
    if (type === 'Progressing' && reason === 'DeploymentUpdating' && wasComplete) events.push({ type: 'Normal', reason, message });
  }
  return events;
}
