import type { JsonObject } from '../../../kernel/json.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { Comparison } from './comparison.ts';
import { fieldDifferences } from './field-differences.ts';
import type { Pair } from './mask-pair.ts';

/** A comparison with both sides as they may be shown. */
export interface ShownComparison extends Pair {
  readonly comparison: Comparison;
}

/** What would happen to an object. */
export type Change = 'none' | 'create' | 'update' | 'delete';

/** What would happen to the object of a comparison. */
export function changeOf({ live, desired }: Pair): Change {
  if (live === undefined) return 'create';
  if (desired === undefined) return 'delete';
  return fieldDifferences(live, desired).length === 0 ? 'none' : 'update';
}

/** `-o json`: every object that was compared, with the fields that differ. Of an object that would be made or deleted it is the whole object. */
export function diffReport(domain: string, shown: readonly ShownComparison[]): JsonObject {
  const items = shown.map(({ comparison: { type, namespace, name }, live, desired }) => {
    const change = changeOf({ live, desired });
    return {
      object: { apiVersion: apiVersionOf(type), kind: type.kind, ...(namespace !== undefined && { namespace }), name },
      change,
      ...(change === 'create' && { desired }),
      ...(change === 'delete' && { live }),
      fields: change === 'update' ? fieldDifferences(live, desired) : [],
    };
  });
  return { apiVersion: `cli.${domain}/v1`, kind: 'DiffReport', items };
}
