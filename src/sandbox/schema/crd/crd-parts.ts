import type { JsonObject } from '../../../kernel/json.ts';
import { itemsIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';

/** `spec.names` or `status.acceptedNames` of a CustomResourceDefinition. */
export interface CrdNames {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

/** Names, with empty texts and lists for what is not there. */
export function namesOf(value: unknown): CrdNames {
  const names = objectIn(value);
  return {
    plural: textIn(names['plural']),
    singular: textIn(names['singular']),
    kind: textIn(names['kind']),
    listKind: textIn(names['listKind']),
    shortNames: textsIn(names['shortNames']),
    categories: textsIn(names['categories']),
  };
}

/** `spec.versions[]`. */
export function versionsOf(crd: JsonObject): readonly JsonObject[] {
  return itemsIn(objectIn(crd['spec'])['versions']).map(objectIn);
}

/** `status.conditions[]` of a definition. */
export interface CrdCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** The conditions of a definition. */
export function conditionsOf(crd: JsonObject): readonly CrdCondition[] {
  return itemsIn(objectIn(crd['status'])['conditions']) as readonly CrdCondition[];
}

/** Whether a condition holds. */
export function hasCondition(crd: JsonObject, type: string): boolean {
  return conditionsOf(crd).some((condition) => condition.type === type && condition.status === 'True');
}
