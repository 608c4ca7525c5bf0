import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

/** On a MaiaTenant: keys to replace, as JSON `{"<key name>": {"at": "<RFC 3339>", "graceSeconds": 86400}}`. */
export const ROTATE_ANNOTATION = 'maia.cuemby.com/rotate-keys';

/** One key is to be replaced, once. */
export interface RotationRequest {
  /** RFC 3339. A key that answers this request or a later one is left alone. */
  readonly at: string;
  /** Seconds for which the old value goes on working; 0 revokes it at once. */
  readonly graceSeconds: number;
}

/** The requests by key name, and what cannot be understood. */
export interface RotationRequests {
  readonly requests: ReadonlyMap<string, RotationRequest>;
  readonly problem?: string;
}

/** A year: what is longer is a mistake, and no timer waits longer anyway. */
export const MAX_GRACE_SECONDS = 366 * 86_400;

function requestOf(value: unknown): RotationRequest | undefined {
  if (!isJsonObject(value)) return undefined;
  const { at, graceSeconds = 0 } = value;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  if (typeof graceSeconds !== 'number' || !(graceSeconds >= 0 && graceSeconds <= MAX_GRACE_SECONDS)) return undefined;
  return { at, graceSeconds };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads the annotation of a tenant. What can be understood counts, whatever stands beside it. */
export function rotationRequests({ metadata }: KubeObject): RotationRequests {
  const text = metadata.annotations?.[ROTATE_ANNOTATION];
  if (text === undefined) return { requests: new Map() };
  const value = parsed(text);
  const entries = Object.entries(isJsonObject(value) ? value : {});
  const requests = new Map<string, RotationRequest>();
  for (const [name, item] of entries) {
    const request = requestOf(item);
    if (request !== undefined) requests.set(name, request);
  }
  const wrong = entries.map(([name]) => name).filter((name) => !requests.has(name));
  if (isJsonObject(value) && wrong.length === 0) return { requests };
  const which = isJsonObject(value) ? `its entry ${wrong.join(', ')} is` : 'it is';
  const form = '{"<key name>": {"at": "2031-01-01T00:00:00Z", "graceSeconds": 3600}}';
  return { requests, problem: `the annotation ${ROTATE_ANNOTATION} cannot be read: ${which} not of the form ${form}` };
}
