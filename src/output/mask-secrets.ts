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

function maskSecret(secret: JsonObject): JsonObject {
  const masked: Record<string, unknown> = { ...secret, metadata: withoutLastApplied(secret['metadata']) };
  for (const field of ['data', 'stringData']) if (field in secret) masked[field] = maskValues(secret[field]);
  return masked;
}

/**
 * An object as it may be shown: of a core/v1 Secret every value of `data` and `stringData` is hidden, and kubectl's copy of
 * them in its annotation too; the items of a List and the object of a watch event likewise. Other objects are returned as they are.
 */
export function maskSecrets<T extends JsonObject>(object: T): T | JsonObject {
  const { kind, items, object: inner } = object;
  if (kind === 'Secret' && object['apiVersion'] === 'v1') return maskSecret(object);
  // The server leaves kind and version of a typed list's items out.
  if (kind === 'SecretList' && Array.isArray(items))
    return { ...object, items: items.map((item: unknown) => (isJsonObject(item) ? maskSecret(item) : item)) };
  if (Array.isArray(items)) return { ...object, items: items.map((item: unknown) => (isJsonObject(item) ? maskSecrets(item) : item)) };
  return kind === undefined && isJsonObject(inner) ? { ...object, object: maskSecrets(inner) } : object;
}
