import type { JsonObject } from '../../kernel/json.ts';

/** What an object says of its own type; `''` where it says nothing (or no text). */
export function typeMetaOf(object: JsonObject): { readonly apiVersion: string; readonly kind: string } {
  const { apiVersion, kind } = object;
  return { apiVersion: typeof apiVersion === 'string' ? apiVersion : '', kind: typeof kind === 'string' ? kind : '' };
}
