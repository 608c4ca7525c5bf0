import type { JsonObject } from '../kernel/json.ts';
import { isJsonObject } from '../kernel/json.ts';

/** Stands for a hidden value. */
export const MASK = '*** (hidden)';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function maskValues(value: unknown): unknown {
  return isJsonObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, MASK])) : value;
}

function withoutLastApplied(metadata: unknown): unknown {
  if (!isJsonObject(metadata) || !isJsonObject(metadata['annotations'])) return metadata;
  if (!(LAST_APPLIED in metadata['annotations'])) return metadata;
  return { ...metadata, annotations: { ...metadata['annotations'], [LAST_APPLIED]: MASK } };
}

/**
 * An object as it may be shown: of a core/v1 Secret every value of `data` and `stringData` is hidden, and kubectl's copy of
 * them in its annotation too; the items of a List likewise. Other objects are returned as they are.
 */
export function maskSecrets<T extends JsonObject>(object: T): T | JsonObject {
  if (object['kind'] === 'Secret' && object['apiVersion'] === 'v1') {
    const masked: Record<string, unknown> = { ...object, metadata: withoutLastApplied(object['metadata']) };
    for (const field of ['data', 'stringData']) if (field in object) masked[field] = maskValues(object[field]);
    return masked;
  }
  const items = object['items'];
  if (!Array.isArray(items)) return object;
  return { ...object, items: items.map((item: unknown) => (isJsonObject(item) ? maskSecrets(item) : item)) };
}
