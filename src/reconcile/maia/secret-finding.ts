import type { Lookup, SecretSummary } from '../engine/contract.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { SecretReference } from './secret-references.ts';

/** What is known of a Secret that the server's pod needs. */
export interface SecretFinding extends SecretReference {
  readonly state: 'usable' | 'absent' | 'incomplete' | 'unknown';
  /** Over the values of the needed keys; only where it is usable. */
  readonly checksum?: string;
  readonly missingKeys?: readonly string[];
  /** Why it is not known. */
  readonly why?: string;
  /** It also holds the certificate of its authority, `ca.crt`; absent where that is not known. */
  readonly hasAuthority?: boolean;
}

/** Judges a look at a Secret by what the pod needs of it. */
export function secretFinding(reference: SecretReference, found: Lookup<SecretSummary>): SecretFinding {
  if (found.state === 'unknown') return { ...reference, state: 'unknown', why: found.why };
  if (found.state === 'absent') return { ...reference, state: 'absent' };
  const { checksums } = found.object;
  const hasAuthority = checksums['ca.crt'] !== undefined;
  const missingKeys = reference.keys.filter((key) => checksums[key] === undefined);
  if (missingKeys.length > 0) return { ...reference, state: 'incomplete', missingKeys, hasAuthority };
  const checksum = hashOf(reference.keys.map((key) => checksums[key]));
  return { ...reference, state: 'usable', checksum, hasAuthority };
}
