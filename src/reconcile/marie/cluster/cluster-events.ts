import { conditionChanged, findCondition, type ConditionIntent } from '../../../kernel/condition.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import type { EventNote } from '../../engine/contract.ts';
import type { ClusterSituation } from './cluster-situation.ts';
import { specWarnings } from './spec-warnings.ts';

function warningEvents({ primary, problem, stored }: ClusterSituation): readonly EventNote[] {
  const known = findCondition(stored?.conditions, 'SpecValid')?.message;
  const found = problem === undefined ? specWarnings(primary.spec) : [{ reason: 'ValidationFailed', message: problem.message }];
  return found
    .filter(({ message }) => known?.includes(message) !== true)
    .map(({ reason, message }) => ({ type: 'Warning', reason, message }));
}

/** Warnings for conditions that have just come to say so. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  AuthConfigured: ['AuthNotConfigured'],
  IngressReady: ['NameConflict', 'Forbidden', 'Invalid'],
  ReplicaFailure: ['FailedCreate'],
};

function conditionEvents({ stored }: ClusterSituation, conditions: readonly ConditionIntent[]): readonly EventNote[] {
  const told = conditions.filter((condition) => conditionChanged(stored?.conditions, condition));
  return told.flatMap(({ type, reason, message }): EventNote[] =>
    TELLING[type]?.includes(reason) === true ? [{ type: 'Warning', reason, message }] : [],
  );
}

function scalingEvents({ groups, stored }: ClusterSituation): readonly EventNote[] {
  return groups.flatMap(({ demand, name, scaled, want }): EventNote[] => {
    const before = stored?.executorGroupStatuses[name]?.replicas;
    if (!scaled.isAutoscaled || before === undefined || before === want) return [];
    return want > before
      ? [
          {
            type: 'Normal',
            reason: 'ScaledUp',
            message: `group ${name} grows from ${before} to ${want}: its work asks for ${demand?.pods ?? want} pods`,
          },
        ]
      : [
          {
            type: 'Normal',
            reason: 'ScaledDown',
            message: `group ${name} shrinks from ${before} to ${want}: its work asked for no more for long enough`,
          },
        ];
  });
}

const PHASE_WORDS: Readonly<Partial<Record<MarieClusterStatus['phase'], string>>> = {
  Running: 'the server and every executor group are ready',
  Suspended: 'no pod is left',
};

function phaseEvents(
  situation: ClusterSituation,
  { phase }: Pick<MarieClusterStatus, 'phase'>,
  conditions: readonly ConditionIntent[],
): readonly EventNote[] {
  const { stored } = situation;
  if (stored?.phase === phase) return [];
  if (phase === 'Failed' && situation.problem === undefined) {
    const ready = conditions.find(({ type }) => type === 'Ready');
    return [{ type: 'Warning', reason: ready?.reason ?? 'Failed', message: ready?.message ?? 'the spec cannot be followed' }];
  }
  const words = PHASE_WORDS[phase];
  return words === undefined ? [] : [{ type: 'Normal', reason: phase, message: words }];
}

/** What is new since the stored status. Nothing where nothing changed. */
export function clusterEvents(
  situation: ClusterSituation,
  conditions: readonly ConditionIntent[],
  fields: Pick<MarieClusterStatus, 'phase'>,
): readonly EventNote[] {
  const { server, stored } = situation;
  const isMade = server.rollout.exists && (stored === undefined || stored.phase === 'Pending');
  const created: EventNote = { type: 'Normal', reason: 'Created', message: 'the objects of the cluster are made' };
  return [
    ...(isMade ? [created] : []),
    ...warningEvents(situation),
    ...conditionEvents(situation, conditions),
    ...scalingEvents(situation),
    ...phaseEvents(situation, fields, conditions),
  ];
}
