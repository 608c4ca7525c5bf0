import type { ConditionIntent } from '../../kernel/condition.ts';
import type { SpecWarning } from '../../kinds/kaos/spec-warning.ts';
import type { OperatorSettings } from '../../templates/kaos/operator-settings.ts';
import type { Verdict } from './verdict.ts';
import type { WorkloadFinding } from './workload-finding.ts';

/** The longest message of a condition (`metav1.Condition`). */
const MESSAGE_MAX = 32_000;

/** A condition with a message that fits. */
export function condition(type: string, isTrue: boolean, reason: string, message: string): ConditionIntent {
  return { type, status: isTrue ? 'True' : 'False', reason, message: message.slice(0, MESSAGE_MAX) };
}

/** `Ready`: the verdict as a condition. */
export function readyCondition({ blocked, message, phase }: Verdict): ConditionIntent {
  return phase === 'Ready' ? condition('Ready', true, 'Available', message) : condition('Ready', false, blocked?.reason ?? phase, message);
}

/** `WorkloadAvailable`: true where pods serve, also those of the previous template while a rollout goes on. */
export function workloadCondition({ message, reason, state }: WorkloadFinding): ConditionIntent {
  return condition('WorkloadAvailable', state === 'Serving' || state === 'RollingOut', reason, message);
}

/** `SpecWarning`: what is allowed in the spec and hardly meant; nothing where there is nothing. */
export function warningCondition(warnings: readonly SpecWarning[]): readonly ConditionIntent[] {
  const [first] = warnings;
  if (first === undefined) return [];
  return [condition('SpecWarning', true, first.reason, warnings.map(({ message }) => message).join('; '))];
}

/** `SettingsRead`: that the operator goes by defaults because it may not read what it is set to; nothing where it may. */
export function settingsCondition({ unread }: OperatorSettings): readonly ConditionIntent[] {
  if (unread === undefined) return [];
  return [condition('SettingsRead', false, 'NotVisible', `${unread}: the defaults are used for images, gateway and the rest`)];
}
