import { conditionChanged, type ConditionIntent } from '../../../kernel/condition.ts';
import type { EventNote } from '../../engine/contract.ts';
import type { JobDecision, JobSituation } from './job-decision.ts';
import { isEnded } from './job-phase.ts';

/** Why a job is not submitted, where that is worth an event: what a person must do. */
const TOLD: ReadonlySet<string> = new Set(['AuthNotConfigured', 'AuthFailed', 'InputNotFound', 'ClusterNotFound', 'ReferenceNotVisible']);

function find(conditions: readonly ConditionIntent[], type: string): ConditionIntent | undefined {
  return conditions.find((condition) => condition.type === type);
}

function endEvents({ stored }: JobSituation, { facts }: JobDecision): readonly EventNote[] {
  if (isEnded(stored.phase) || !isEnded(facts.phase)) return [];
  const message = facts.message ?? '';
  if (facts.phase === 'Succeeded') return [{ type: 'Normal', reason: 'Succeeded', message }];
  return [{ type: 'Warning', reason: facts.error?.code ?? facts.phase, message }];
}

function retryEvents({ stored }: JobSituation, { facts }: JobDecision): readonly EventNote[] {
  return facts.retryCount > stored.retryCount ? [{ type: 'Warning', reason: 'Retrying', message: facts.message ?? '' }] : [];
}

/** What the status says anew. */
export function jobEvents(situation: JobSituation, decision: JobDecision, conditions: readonly ConditionIntent[]): readonly EventNote[] {
  const { stored } = situation;
  const news = (type: string): ConditionIntent | undefined => {
    const condition = find(conditions, type);
    return condition !== undefined && conditionChanged(stored.conditions, condition) ? condition : undefined;
  };
  const submitted = news('JobSubmitted');
  const soft = news('SoftDeadlineMet');
  const again = news('Resubmitted');
  const twice = news('DuplicateSubmission');
  return [
    ...(submitted?.status === 'True' ? [{ type: 'Normal' as const, reason: 'Submitted', message: submitted.message }] : []),
    ...(submitted?.status === 'False' && TOLD.has(submitted.reason)
      ? [{ type: 'Warning' as const, reason: submitted.reason, message: submitted.message }]
      : []),
    ...(soft?.status === 'False' ? [{ type: 'Warning' as const, reason: soft.reason, message: soft.message }] : []),
    ...(again?.status === 'True' ? [{ type: 'Warning' as const, reason: again.reason, message: again.message }] : []),
    ...(twice === undefined ? [] : [{ type: 'Warning' as const, reason: twice.reason, message: twice.message }]),
    ...retryEvents(situation, decision),
    ...endEvents(situation, decision),
  ];
}
