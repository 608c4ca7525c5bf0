import { isApiError } from '../../../cluster/api-error.ts';
import { CONFIG_MAP, SECRET } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { keyOf } from '../../../kernel/kube-object.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { Session } from '../session.ts';

/** An object as a reference needs it: that it is there, and the names of its keys, where its type has any. */
export type Found =
  | { readonly is: 'there'; readonly keys?: readonly string[] }
  | { readonly is: 'missing' }
  | { readonly is: 'unknown'; readonly why: string };

/** The key names of a Secret or ConfigMap; never a value. */
export function keysOf(type: ResourceType, object: JsonObject): readonly string[] | undefined {
  const parts = resourceNameOf(type) === 'secrets' ? ['data', 'stringData'] : ['data', 'binaryData'];
  if (type !== SECRET && type !== CONFIG_MAP) return undefined;
  return parts.flatMap((part) => (isJsonObject(object[part]) ? Object.keys(object[part]) : []));
}

/** Looks for objects in the cluster, for each one once. */
export function clusterFinder(
  session: Session,
  signal: AbortSignal,
): (type: ResourceType, name: string, namespace: string | undefined) => Promise<Found> {
  const asked = new Map<string, Promise<Found>>();
  const look = async (type: ResourceType, name: string, namespace: string | undefined): Promise<Found> => {
    const key = { name, ...(namespace !== undefined && { namespace }) };
    try {
      const keys = keysOf(type, await session.api.get(type, key, { signal }));
      return { is: 'there', ...(keys !== undefined && { keys }) };
    } catch (error) {
      if (isApiError(error, 'NotFound')) return { is: 'missing' };
      if (isApiError(error, 'Forbidden')) return { is: 'unknown', why: `you may not get ${type.plural}` };
      return await session.during({ verb: 'get', type, ...key }, () => Promise.reject(error));
    }
  };
  return async (type, name, namespace) => {
    const at = type.scope === 'Namespaced' ? namespace : undefined;
    const id = `${resourceNameOf(type)} ${keyOf({ name, ...(at !== undefined && { namespace: at }) })}`;
    const known = asked.get(id) ?? look(type, name, at);
    asked.set(id, known);
    return await known;
  };
}
