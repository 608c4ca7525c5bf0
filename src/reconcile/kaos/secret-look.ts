import type { World } from '../engine/contract.ts';

/** One key of a Secret that pods use. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** What is known of it; never its value. */
export interface SecretLook extends SecretKey {
  readonly state: 'usable' | 'absent' | 'incomplete' | 'unknown';
  /** Hex SHA-256 of the value; only where it is usable. */
  readonly checksum?: string;
}

/** Looks at one key of a Secret in a namespace. */
export async function secretLook(world: World, namespace: string, { key, name }: SecretKey): Promise<SecretLook> {
  const found = await world.secret({ namespace, name });
  if (found.state !== 'present') return { name, key, state: found.state };
  const checksum = found.object.checksums[key];
  return checksum === undefined ? { name, key, state: 'incomplete' } : { name, key, state: 'usable', checksum };
}
