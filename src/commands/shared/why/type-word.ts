import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { wordsOf } from '../nouns.ts';

/** The word for a kind in a command line: its singular, with the group where another kind answers to that word too. */
export function typeWord({ singular, group }: Pick<KindIdentity, 'singular' | 'group'>): string {
  return KIND_IDENTITIES.filter((kind) => wordsOf(kind).includes(singular)).length > 1 ? `${singular}.${group}` : singular;
}
