import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { isGood } from '../live/good-condition.ts';
import type { ConditionMoment } from './moment.ts';
import { momentObject } from './moment-object.ts';

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** When each condition of an object took the status that it has. One without a time cannot be placed and is left out. */
export function conditionMoments(object: KubeObject): readonly ConditionMoment[] {
  const status = isJsonObject(object['status']) ? object['status'] : {};
  const conditions: readonly unknown[] = Array.isArray(status['conditions']) ? status['conditions'] : [];
  return conditions.filter(isJsonObject).flatMap((condition): readonly ConditionMoment[] => {
    const [at, type, is, reason, message] = ['lastTransitionTime', 'type', 'status', 'reason', 'message'].map((field) =>
      text(condition[field]),
    );
    if (at === undefined || Number.isNaN(Date.parse(at))) return [];
    const [known = '', value = 'Unknown', why = ''] = [type, is, reason];
    const bad = !isGood({ type: known, status: value === 'True' || value === 'False' ? value : 'Unknown', reason: why });
    return [
      { at, what: 'condition', object: momentObject(object), bad, condition: known, status: value, reason: why, message: message ?? '' },
    ];
  });
}
