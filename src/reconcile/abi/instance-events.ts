import { conditionChanged, findCondition, type ConditionIntent } from '../../kernel/condition.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import type { EventNote } from '../engine/contract.ts';
import { ignoredReplicas } from './autoscaling-condition.ts';
import { conflictProblems, secretProblem, volumeProblems, type InstanceProblem } from './instance-problems.ts';
import type { InstanceSituation } from './instance-situation.ts';
import { specWarnings } from './spec-warnings.ts';

type Fields = Pick<AbiInstanceStatus, 'phase' | 'workloadKind' | 'version'>;

/** Warnings for problems that the stored condition does not speak of yet. */
function news(known: string | undefined, problems: readonly InstanceProblem[]): readonly EventNote[] {
  return problems
    .filter(({ message }) => known?.includes(message) !== true)
    .map(({ reason, message }) => ({ type: 'Warning', reason, message }));
}

function problemEvents(situation: InstanceSituation): readonly EventNote[] {
  const { primary, problem, stored, unusableSecrets, values } = situation;
  const known = (type: string): string | undefined => findCondition(stored?.conditions, type)?.message;
  const invalid = problem === undefined ? [] : [{ reason: 'ValidationFailed', message: problem.message }];
  const secrets = unusableSecrets.map((finding) => secretProblem(finding, values.namespace));
  return [
    ...news(known('SpecValid'), problem === undefined ? specWarnings(primary.spec) : invalid),
    ...news(known('SecretsResolved'), secrets),
    ...news(known('StorageReady'), volumeProblems(situation)),
    ...news(known('Ready'), conflictProblems(situation).slice(0, 1)),
  ];
}

/** Warnings for conditions that have just come to say so. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  Autoscaling: ['ApplyFailed', 'NameConflict'],
  DisruptionSafe: ['ApplyFailed', 'BudgetBlocksDrain', 'NameConflict'],
  MonitoringReady: ['ApplyFailed', 'NameConflict'],
  SwitchBlocked: ['SwitchBlocked'],
  Progressing: ['DeadlineExceeded', 'ReplicaFailure', 'CrashLoopBackOff', 'ImagePullBackOff', 'CreateContainerConfigError'],
  Ready: ['GPUUnschedulable', 'Unschedulable'],
};

function conditionEvents({ stored }: InstanceSituation, conditions: readonly ConditionIntent[]): readonly EventNote[] {
  const told = conditions.filter((condition) => conditionChanged(stored?.conditions, condition));
  return told.flatMap(({ type, reason, message }): EventNote[] =>
    TELLING[type]?.includes(reason) === true ? [{ type: 'Warning', reason, message }] : [],
  );
}

function lifeEvents({ stored }: InstanceSituation, conditions: readonly ConditionIntent[], fields: Fields): readonly EventNote[] {
  const events: EventNote[] = [];
  const normal = (reason: string, message: string): unknown => events.push({ type: 'Normal', reason, message });
  const { phase, version, workloadKind } = fields;
  const before = stored?.workloadKind;
  if (workloadKind !== undefined && before === undefined) normal('Created', `the objects of the instance are made, with a ${workloadKind}`);
  if (workloadKind !== undefined && before !== undefined && before !== workloadKind) {
    normal('WorkloadReplaced', `a ${workloadKind} has taken the place of the ${before}`);
  }
  if (phase === 'Updating' && stored?.phase !== 'Updating') normal('Updated', 'the workload is being brought in step with the spec');
  const progressing = findCondition(stored?.conditions, 'Progressing');
  const isComplete = conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'RolloutComplete');
  if (isComplete && progressing?.reason !== 'RolloutComplete') {
    normal('RolloutComplete', `every replica runs the current spec${version === undefined ? '' : `, version ${version}`}`);
  }
  return events;
}

function scalingEvents({ primary, stored }: InstanceSituation): readonly EventNote[] {
  const { autoscaling, replicas } = primary.spec;
  const known = findCondition(stored?.conditions, 'Autoscaling');
  if (known === undefined) return [];
  const was = known.reason !== 'Disabled';
  if (autoscaling?.enabled !== true) {
    const message = `the autoscaler is gone: spec.replicas (${replicas}) counts again`;
    return was ? [{ type: 'Normal', reason: 'AutoscalingStopped', message }] : [];
  }
  const isEdit = was && known.reason !== 'ScaledToZero' && replicas > 0 && !known.message.includes(ignoredReplicas(replicas));
  const message = `${ignoredReplicas(replicas)} while spec.autoscaling is enabled: change minReplicas or maxReplicas, or switch it off`;
  return isEdit ? [{ type: 'Warning', reason: 'ScaleIgnored', message }] : [];
}

/** What is new since the stored status. Nothing where nothing changed. */
export function instanceEvents(situation: InstanceSituation, conditions: readonly ConditionIntent[], fields: Fields): readonly EventNote[] {
  return [
    ...lifeEvents(situation, conditions, fields),
    ...problemEvents(situation),
    ...conditionEvents(situation, conditions),
    ...scalingEvents(situation),
  ];
}
