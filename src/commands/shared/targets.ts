import { usageError } from '../../output/cli-error.ts';
import type { EntryPoint } from './entry-point.ts';
import type { KindIdentity } from './kind-identity.ts';
import { kindNamed, kindsOf } from './nouns.ts';

/** What a command is about: a kind, and the objects named (none: all of them). */
export interface Target {
  readonly kind: KindIdentity;
  readonly names: readonly string[];
}

function nameOf(text: string, whole: string): string {
  if (text === '' || text.includes('/')) throw usageError(`"${whole}" is not TYPE/NAME`, 'write it like tenant/acme');
  return text;
}

/**
 * Reads `TYPE`, `TYPE,TYPE`, `TYPE NAME…`, `TYPE/NAME…` and `all` as kubectl does. Targets of the same kind are joined.
 * Throws a usage error for an unknown type, an empty name, or the two spellings mixed.
 */
export function parseTargets(words: readonly string[], entry: EntryPoint): readonly Target[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  if (words.some((word) => word.includes('/'))) {
    const named = new Map<KindIdentity, string[]>();
    for (const word of words) {
      const slash = word.indexOf('/');
      if (slash < 0) throw usageError(`"${word}" has no type: TYPE/NAME and TYPE NAME do not mix`, 'write every object as TYPE/NAME');
      const kind = kindNamed(word.slice(0, slash), entry);
      named.set(kind, [...(named.get(kind) ?? []), nameOf(word.slice(slash + 1), word)]);
    }
    return [...named].map(([kind, names]) => ({ kind, names }));
  }
  const kinds = first.split(',').flatMap((word) => (word === 'all' ? kindsOf(entry) : [kindNamed(word, entry)]));
  const targets = [...new Set(kinds)].map((kind) => ({ kind, names: rest }));
  if (rest.length > 0 && targets.length > 1)
    throw usageError('names cannot follow several types', 'name one type, or write every object as TYPE/NAME');
  return targets;
}
