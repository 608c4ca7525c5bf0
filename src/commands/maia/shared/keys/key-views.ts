import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { KeyRecord } from '../../../../reconcile/maia/tenant/key-records.ts';
import { REVOKING_SUFFIX } from '../../../../reconcile/maia/tenant/key-records.ts';
import { rotationRequests } from '../../../../reconcile/maia/tenant/rotation-requests.ts';
import type { RotationRequests } from '../../../../reconcile/maia/tenant/rotation-requests.ts';
import type { KeySecret, KeySecrets } from './key-secrets.ts';
import { isAnswered } from './is-answered.ts';
import { specKeys } from './tenant-keys.ts';
import type { SpecKey } from './tenant-keys.ts';

/** How a key stands. */
export type KeyState =
  /** The Secret holds the value that the server has. */
  | 'Ready'
  /** The operator has not made it yet. */
  | 'Pending'
  /** A replacement was asked for, and is not there yet: also where scopes were changed. */
  | 'Rotating'
  /** Its time is over. */
  | 'Expired'
  /** It was made, and its value is gone from the Secret. */
  | 'Lost'
  /** The Secret holds another value than the one that was made. */
  | 'Changed'
  /** The Secret holds a value that the operator did not make. */
  | 'Foreign'
  /** It is being revoked, at once or after a grace. */
  | 'Revoking'
  /** The Secret may not be read. */
  | 'Unknown';

/** One key as it is shown: never a value. */
export interface KeyView {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly secret: string;
  readonly dataKey: string;
  /** RFC 3339. */
  readonly expiresAt: string | undefined;
  readonly state: KeyState;
  /** The first characters of the hash by which the server lists it. */
  readonly hash: string | undefined;
  /** RFC 3339. */
  readonly rotatedAt: string | undefined;
}

/** Enough to tell keys apart, and far too little to tell anything else. */
const HASH_SHOWN = 12;

function sameScopes(left: readonly string[], right: readonly string[] | undefined): boolean {
  return right === undefined || (left.length === right.length && left.every((scope) => right.includes(scope)));
}

function stateOf(
  key: SpecKey,
  secret: KeySecret | 'unreadable' | undefined,
  requests: RotationRequests['requests'],
  now: number,
): KeyState {
  if (secret === 'unreadable') return 'Unknown';
  if (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= now) return 'Expired';
  const hash = secret?.hashes[key.dataKey];
  const record = secret?.records[key.dataKey];
  if (hash === undefined) return record === undefined ? 'Pending' : 'Lost';
  if (record === undefined) return 'Foreign';
  if (record.sha256 !== hash) return 'Changed';
  const request = requests.get(key.name);
  const isAsked = request !== undefined && !isAnswered(record.rotatedAt, request.at);
  return isAsked || record.name !== key.name || !sameScopes(key.scopes, record.scopes) ? 'Rotating' : 'Ready';
}

function viewOfSpec(key: SpecKey, secrets: KeySecrets, requests: RotationRequests['requests'], now: number): KeyView {
  const secret = secrets.get(key.secret);
  const record = secret === 'unreadable' ? undefined : secret?.records[key.dataKey];
  const state = stateOf(key, secret, requests, now);
  return { ...key, state, hash: record?.sha256.slice(0, HASH_SHOWN), rotatedAt: record?.rotatedAt };
}

function viewOfRecord(secret: KeySecret, dataKey: string, record: KeyRecord): KeyView {
  const { name, scopes = [], sha256, revokeAfter, rotatedAt } = record;
  return {
    name,
    scopes,
    secret: secret.name,
    dataKey,
    expiresAt: revokeAfter,
    state: 'Revoking',
    hash: sha256.slice(0, HASH_SHOWN),
    rotatedAt,
  };
}

/** Keys that still work but are no longer wanted: replaced values, and entries that were taken out of the spec. */
function leftOver(keys: readonly SpecKey[], secrets: KeySecrets): readonly KeyView[] {
  const isWanted = (secret: string, dataKey: string): boolean => keys.some((key) => key.secret === secret && key.dataKey === dataKey);
  return [...secrets.values()].flatMap((secret) => {
    if (secret === 'unreadable') return [];
    return Object.entries(secret.records).flatMap(([dataKey, record]) => {
      if (isWanted(secret.name, dataKey)) return [];
      const isReplaced = dataKey.endsWith(REVOKING_SUFFIX) && isWanted(secret.name, dataKey.slice(0, -REVOKING_SUFFIX.length));
      // A Secret that somebody else made may hold keys of other tenants.
      return secret.isOfTenant || isReplaced ? [viewOfRecord(secret, dataKey, record)] : [];
    });
  });
}

/** Every key of a tenant: those of its spec in their order, then those that are being revoked. */
export function keyViews(tenant: KubeObject, secrets: KeySecrets, now: number): readonly KeyView[] {
  const keys = specKeys(tenant);
  const { requests } = rotationRequests(tenant);
  return [...keys.map((key) => viewOfSpec(key, secrets, requests, now)), ...leftOver(keys, secrets)];
}
