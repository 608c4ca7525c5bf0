import type { Lookup, SecretSummary } from '../../engine/contract.ts';
import { parseKeyRecords, type KeyRecords } from './key-records.ts';

/** Keeps a Secret of ours until its keys are revoked: the server revokes by the raw value only, and it stands nowhere else. */
export const KEYS_FINALIZER = 'maia.cuemby.com/keys';
/** On a Secret that is not ours: `"true"` lets a value in it be overwritten by a key. */
export const OVERWRITE_ANNOTATION = 'maia.cuemby.com/overwrite';

/** A Secret that holds keys of a tenant, or is to hold some, as the planner sees it. */
export type KeySecret =
  | { readonly name: string; readonly state: 'absent' }
  | { readonly name: string; readonly state: 'unknown'; readonly why: string }
  | PresentKeySecret;

/** One that is there. */
export interface PresentKeySecret {
  readonly name: string;
  readonly state: 'present';
  readonly resourceVersion: string;
  /** Controlled by the tenant: made by us. In any other only the data keys with a record are ours. */
  readonly isOurs: boolean;
  readonly isGoing: boolean;
  readonly mayOverwrite: boolean;
  readonly finalizers: readonly string[];
  /** Data key → hex SHA-256 of its value, by which the server lists a key. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly records: KeyRecords;
}

/** What a look at a Secret means for the tenant with that uid. */
export function keySecret(name: string, found: Lookup<SecretSummary>, tenantUid: string): KeySecret {
  if (found.state === 'absent') return { name, state: 'absent' };
  if (found.state === 'unknown') return { name, state: 'unknown', why: found.why };
  const { annotations, checksums, controllerUid, deletionTimestamp, finalizers = [], resourceVersion } = found.object;
  return {
    name,
    state: 'present',
    resourceVersion,
    isOurs: controllerUid === tenantUid,
    isGoing: deletionTimestamp !== undefined,
    mayOverwrite: annotations[OVERWRITE_ANNOTATION] === 'true',
    finalizers,
    checksums,
    records: parseKeyRecords(annotations),
  };
}
