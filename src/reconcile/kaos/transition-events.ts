import { conditionChanged, findCondition, type Condition, type ConditionIntent } from '../../kernel/condition.ts';
import type { EventNote } from '../engine/contract.ts';
import type { Verdict } from './verdict.ts';

/** What events are derived from of the stored status. */
interface Stored {
  readonly phase: string;
  readonly conditions: readonly Condition[];
}

/** Conditions that are told when they come to have one of these reasons. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  PeersReady: ['PeerNotExposed'],
  PeerCycle: ['CycleDetected'],
  WorkloadAvailable: ['CrashLoop', 'ImagePull'],
  ToolsListed: ['Unreachable', 'Protocol', 'Unauthorized'],
  RouteReady: ['NotServed', 'ApplyFailed', 'NameConflict'],
  SettingsRead: ['NotVisible'],
};

function phaseEvent(verdict: Verdict, stored: Stored | undefined): readonly EventNote[] {
  const { blocked, message, phase } = verdict;
  if (phase === stored?.phase && phase !== 'Failed') return [];
  if (phase === 'Ready') return [{ type: 'Normal', reason: 'Ready', message }];
  if (phase === 'Waiting') return [{ type: 'Normal', reason: blocked?.reason ?? 'Waiting', message }];
  if (phase === 'Pending') return stored?.phase === 'Ready' ? [{ type: 'Normal', reason: blocked?.reason ?? 'Pending', message }] : [];
  const known = findCondition(stored?.conditions, 'Ready');
  const isNews = stored?.phase !== 'Failed' || known?.reason !== blocked?.reason;
  return isNews ? [{ type: 'Warning', reason: blocked?.reason ?? 'Failed', message }] : [];
}

/** What is new since the stored status. Nothing where nothing changed. */
export function transitionEvents(
  verdict: Verdict,
  conditions: readonly ConditionIntent[],
  stored: Stored | undefined,
): readonly EventNote[] {
  const told = conditions.flatMap((intent): readonly EventNote[] => {
    const { message, reason, type } = intent;
    const isTold = type === 'SpecWarning' || TOLD[type]?.includes(reason) === true;
    return isTold && conditionChanged(stored?.conditions, intent) ? [{ type: 'Warning', reason, message }] : [];
  });
  return [...phaseEvent(verdict, stored), ...told];
}
