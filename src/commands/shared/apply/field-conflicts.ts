import type { ApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { formatAge } from '../../../output/age.ts';

/** A field that an apply would change and another manager owns. */
export interface FieldConflict {
  /** `.spec.replicas`. */
  readonly field: string;
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
}

/** How the API server words a cause of such a 409 (structured-merge-diff); only an Update names its version. */
const CAUSE = /^conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "[^"]*")?( using )?/;

/** The fields that a 409 of an apply names, with their managers; empty for a 409 of another sort. */
export function fieldConflicts(error: ApiError): readonly FieldConflict[] {
  return error.causes.flatMap(({ field, message }) => {
    const match = CAUSE.exec(message ?? '');
    if (match === null || field === undefined) return [];
    return [{ field, manager: match[1] ?? '', operation: match[2] === undefined ? 'Apply' : 'Update' }];
  });
}

/** When a manager wrote last, from `metadata.managedFields`. */
function lastWrite(live: KubeObject | undefined, { manager, operation }: FieldConflict): number | undefined {
  const entries: unknown = (live?.metadata as { readonly managedFields?: unknown } | undefined)?.managedFields;
  if (!Array.isArray(entries)) return undefined;
  const times = entries
    .filter(isJsonObject)
    .filter((entry) => entry['manager'] === manager && entry['operation'] === operation)
    .map((entry) => Date.parse(String(entry['time'])))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** `field .spec.replicas is managed by "hpa-controller" (Update, 3h ago)`. `live`: the object with its managedFields, if it was read. */
export function conflictText(conflict: FieldConflict, live: KubeObject | undefined, now: number): string {
  const at = lastWrite(live, conflict);
  const when = at === undefined ? '' : `, ${formatAge(Math.max(0, now - at))} ago`;
  return `field ${conflict.field} is managed by "${conflict.manager}" (${conflict.operation}${when})`;
}
