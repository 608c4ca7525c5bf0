import type { JsonObject } from '../kernel/json.ts';

/** Several objects as a `v1` List, its keys in the order in which kubectl prints them. */
export function toList(items: readonly JsonObject[]): JsonObject {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}
