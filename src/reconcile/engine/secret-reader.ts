import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { keyOf, type ObjectKey } from '../../kernel/kube-object.ts';
import type { TypeCache } from './type-cache.ts';

interface Held {
  readonly resourceVersion: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Reads values of Secrets for effect handlers and ports. */
export type SecretReader = (key: ObjectKey, dataKey: string, signal?: AbortSignal) => Promise<Uint8Array | undefined>;

/**
 * A reader that gets a Secret once and keeps its values as long as the cache shows the same version. Without a watch on Secrets it reads
 * every time. Undefined where the Secret or the data key does not exist.
 */
export function createSecretReader(api: KubeApi, cache: () => TypeCache | undefined): SecretReader {
  const held = new Map<string, Held>();
  return async (key, dataKey, signal) => {
    const id = keyOf(key);
    const current = cache()?.store.get(id)?.metadata.resourceVersion;
    let entry = held.get(id);
    if (entry === undefined || current === undefined || entry.resourceVersion !== current) {
      try {
        const secret = await api.get(SECRET, key, signal === undefined ? {} : { signal });
        const data = isJsonObject(secret['data']) ? (secret['data'] as Readonly<Record<string, string>>) : {};
        entry = { resourceVersion: secret.metadata.resourceVersion, data };
        // Only as long as the cache shows it: no value stays in memory of a Secret that is gone.
        for (const other of held.keys()) if (cache()?.store.get(other) === undefined) held.delete(other);
        if (current !== undefined) held.set(id, entry);
      } catch (error) {
        held.delete(id);
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }
    }
    const value = entry.data[dataKey];
    return value === undefined ? undefined : Buffer.from(value, 'base64');
  };
}
