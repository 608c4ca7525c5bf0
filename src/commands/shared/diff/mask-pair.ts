import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { MASK } from '../../../output/mask-secrets.ts';

const BEFORE = '*** (before)';
const AFTER = '*** (after)';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Two sides of one object; undefined where there is none. */
export interface Pair {
  readonly live: JsonObject | undefined;
  readonly desired: JsonObject | undefined;
}

function isSecret(object: JsonObject | undefined): boolean {
  return object?.['kind'] === 'Secret' && object['apiVersion'] === 'v1';
}

function values(own: unknown, other: unknown, mark: string): unknown {
  if (!isJsonObject(own)) return own;
  const theirs = isJsonObject(other) ? other : {};
  return Object.fromEntries(Object.entries(own).map(([key, value]) => [key, key in theirs && theirs[key] !== value ? mark : MASK]));
}

function annotationsOf(object: JsonObject | undefined): JsonObject {
  const metadata = object?.['metadata'];
  return isJsonObject(metadata) && isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
}

function masked(own: JsonObject | undefined, other: JsonObject | undefined, mark: string): JsonObject | undefined {
  if (own === undefined || !isSecret(own)) return own;
  const result: Record<string, unknown> = { ...own };
  for (const field of ['data', 'stringData']) if (field in own) result[field] = values(own[field], other?.[field], mark);
  const annotations = annotationsOf(own);
  if (LAST_APPLIED in annotations) {
    const copy = values({ [LAST_APPLIED]: annotations[LAST_APPLIED] }, annotationsOf(other), mark) as JsonObject;
    result['metadata'] = { ...(own['metadata'] as JsonObject), annotations: { ...annotations, ...copy } };
  }
  return result;
}

/** Both sides as they may be shown: of a Secret no value, only whether it changed. Other objects are returned as they are. */
export function maskPair({ live, desired }: Pair): Pair {
  return { live: masked(live, desired, BEFORE), desired: masked(desired, live, AFTER) };
}
