import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';

/** A value that must be an object; an empty one where it is none. */
export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** A value that must be a list; an empty one where it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value that must be a text; empty where it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A list of texts. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

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
  const names = objectOf(value);
  return {
    plural: textOf(names['plural']),
    singular: textOf(names['singular']),
    kind: textOf(names['kind']),
    listKind: textOf(names['listKind']),
    shortNames: textsOf(names['shortNames']),
    categories: textsOf(names['categories']),
  };
}

/** `spec.versions[]`. */
export function versionsOf(crd: JsonObject): readonly JsonObject[] {
  return listOf(objectOf(crd['spec'])['versions']).map(objectOf);
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
  return listOf(objectOf(crd['status'])['conditions']) as readonly CrdCondition[];
}

/** Whether a condition holds. */
export function hasCondition(crd: JsonObject, type: string): boolean {
  return conditionsOf(crd).some((condition) => condition.type === type && condition.status === 'True');
}
