import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { goJson } from '../values/go-text.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { compareValues } from './compare-values.ts';
import { difference, type FieldSet, union } from './field-set.ts';
import { ownedByApplying } from './owned-by-applying.ts';

/** Only this manager takes over from client-side apply. */
export const TAKING_OVER = 'kubectl';
const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

function annotationOf(object: JsonObject): unknown {
  const metadata = object['metadata'];
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) ? annotations[ANNOTATION] : undefined;
}

/** The fields that client-side `kubectl apply` set last and that still have its value; undefined where it left no note. */
export function lastAppliedFields(schema: SchemaNode, live: JsonObject): FieldSet | undefined {
  const note = annotationOf(live);
  if (typeof note !== 'string' || note === '') return undefined;
  try {
    const meant: unknown = JSON.parse(note);
    if (!isJsonObject(meant)) return undefined;
    const found = compareValues(schema, meant, live);
    return difference(ownedByApplying(schema, meant), union(found.modified, found.removed));
  } catch {
    return undefined;
  }
}

/** After an apply by kubectl the note of client-side apply is kept up, so that it can be used again. The object itself where there is none. */
export function annotateLastApplied(
  { live, manager, applied }: { readonly live: JsonObject | undefined; readonly manager: string; readonly applied: JsonObject },
  object: JsonObject,
): JsonObject {
  if (manager !== TAKING_OVER || live === undefined || annotationOf(object) === undefined) return object;
  const note = `${goJson(applied)}\n`;
  if (annotationOf(object) === note) return object;
  const metadata = object['metadata'] as JsonObject;
  return { ...object, metadata: { ...metadata, annotations: { ...(metadata['annotations'] as JsonObject), [ANNOTATION]: note } } };
}
