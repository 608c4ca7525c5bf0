import { canonicalJson } from '../../../kernel/hash.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';

/** On each Secret with keys of a tenant: what is known of the key in each data key, as JSON. Never a value. */
export const KEYS_ANNOTATION = 'maia.cuemby.com/keys';

/** What stands behind the data key of a value that is being replaced: it is revoked, at once or after a grace. */
export const REVOKING_SUFFIX = '.revoking';

/** What is known of one key of a tenant. */
export interface KeyRecord {
  /** Its name on the server. */
  readonly name: string;
  /** Hex SHA-256 of the raw key: how the server lists it. */
  readonly sha256: string;
  readonly scopes?: readonly string[];
  /** RFC 3339: the rotation request that this key answers. */
  readonly rotatedAt?: string;
  /** RFC 3339: until then a replaced key goes on working. */
  readonly revokeAfter?: string;
}

/** Records by data key, the replaced values (`<data key>.revoking`) among them. */
export type KeyRecords = Readonly<Record<string, KeyRecord>>;

function optionalText(value: JsonObject, field: 'rotatedAt' | 'revokeAfter'): { readonly [name in typeof field]?: string } {
  const text = value[field];
  return typeof text === 'string' && !Number.isNaN(Date.parse(text)) ? { [field]: text } : {};
}

function recordOf(value: unknown): KeyRecord | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, sha256, scopes } = value;
  if (typeof name !== 'string' || typeof sha256 !== 'string') return undefined;
  const named = Array.isArray(scopes) ? scopes.filter((scope): scope is string => typeof scope === 'string') : undefined;
  return {
    name,
    sha256,
    ...(named === undefined ? {} : { scopes: named }),
    ...optionalText(value, 'rotatedAt'),
    ...optionalText(value, 'revokeAfter'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * The records on a Secret, from its annotations. What cannot be read is left out: the hash of the value and the server's list say the same,
 * so that it is written anew.
 */
export function parseKeyRecords(annotations: Readonly<Record<string, string>> | undefined): KeyRecords {
  const value = parsed(annotations?.[KEYS_ANNOTATION] ?? '');
  const entries = Object.entries(isJsonObject(value) ? value : {}).flatMap(([dataKey, item]) => {
    const record = recordOf(item);
    return record === undefined ? [] : [[dataKey, record] as const];
  });
  return Object.fromEntries(entries);
}

/** The annotation for records; null, which takes it away, where there are none. */
export function keyRecordsAnnotation(records: KeyRecords): { readonly [KEYS_ANNOTATION]: string | null } {
  return { [KEYS_ANNOTATION]: Object.keys(records).length === 0 ? null : canonicalJson(records) };
}
