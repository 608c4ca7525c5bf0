import type { Lookup, SecretSummary } from '../engine/contract.ts';
import type { SecretReference } from '../../templates/abi/secret-references.ts';

/** What is known of a key of a Secret that the server is given. */
export interface SecretFinding extends SecretReference {
  readonly state: 'usable' | 'absent' | 'incomplete' | 'unknown';
  /** Of the value; only where it is usable. */
  readonly checksum?: string;
  /** Why it is not known. */
  readonly why?: string;
}

/** Judges a look at a Secret by the key that the server needs of it. */
export function secretFinding(reference: SecretReference, found: Lookup<SecretSummary>): SecretFinding {
  if (found.state === 'unknown') return { ...reference, state: 'unknown', why: found.why };
  if (found.state === 'absent') return { ...reference, state: 'absent' };
  const checksum = found.object.checksums[reference.key];
  return checksum === undefined ? { ...reference, state: 'incomplete' } : { ...reference, state: 'usable', checksum };
}
