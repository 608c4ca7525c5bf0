import type { ServerKey } from '../admin-api.ts';
import type { KeyContext } from './key-context.ts';

/**
 * Keys that the server lists and whose value is in no Secret: nobody can revoke them. Such a key is left by a process that ended between the
 * server's answer and the Secret, by a lost answer, and by a Secret that somebody took away. None while a Secret cannot be seen.
 */
export function unknownKeys({ listed, secrets }: Pick<KeyContext, 'listed' | 'secrets'>): readonly ServerKey[] {
  const held = new Set<string>();
  for (const secret of secrets.values()) {
    if (secret.state === 'unknown') return [];
    if (secret.state === 'present') for (const hash of Object.values(secret.checksums)) held.add(hash);
  }
  const unknown = [...listed.values()].filter(({ hash }) => !held.has(hash));
  return unknown.toSorted((a, b) => (a.name === b.name ? (a.hash < b.hash ? -1 : 1) : a.name < b.name ? -1 : 1));
}

/** How messages name a key whose value nobody has: its name and the beginning of its hash. */
export function describeUnknownKey({ name, hash }: ServerKey): string {
  return `${name} (sha256 ${hash.slice(0, 12)})`;
}
