import { closest } from '../../output/closest.ts';
import { usageError } from '../../output/cli-error.ts';
import type { EntryPoint } from './entry-point.ts';
import { KIND_IDENTITIES } from './kind-identities.ts';
import type { KindIdentity } from './kind-identity.ts';

/** The kinds of an entry point, in the order of the table. */
export function kindsOf(entry: EntryPoint): readonly KindIdentity[] {
  return KIND_IDENTITIES.filter((kind) => entry.systems.includes(kind.system));
}

/** `maiatenants` without the system's name in front: `tenants`. */
function shortForm(word: string, kind: KindIdentity): readonly string[] {
  return word.startsWith(kind.system) && word !== kind.system ? [word.slice(kind.system.length)] : [];
}

/** Every word that names a kind, lower case: plural, singular, kind, short names, each name with its group, and the name without the system's. */
export function wordsOf(kind: KindIdentity): readonly string[] {
  const names = [...new Set([kind.plural, kind.singular, kind.kind.toLowerCase()])];
  const qualified = names.flatMap((name) => [`${name}.${kind.group}`, `${name}.${kind.version}.${kind.group}`]);
  return [...new Set([...names, ...kind.shortNames, ...names.flatMap((name) => shortForm(name, kind)), ...qualified])];
}

/** Whether a word names a kind of this entry point (or several). */
export function isNoun(word: string, entry: EntryPoint): boolean {
  return kindsOf(entry).some((kind) => wordsOf(kind).includes(word.toLowerCase()));
}

/** The kind that a word names. Throws a usage error with the candidates if several answer to it, or with a suggestion if none does. */
export function kindNamed(word: string, entry: EntryPoint): KindIdentity {
  const kinds = kindsOf(entry);
  const [found, ...others] = kinds.filter((kind) => wordsOf(kind).includes(word.toLowerCase()));
  if (found !== undefined && others.length === 0) return found;
  if (found !== undefined) {
    const candidates = [found, ...others].map((kind) => `${kind.plural}.${kind.group}`);
    throw usageError(`"${word}" may mean ${candidates.join(' or ')}`, `use the full name, or kubectl ${found.system} for one system`);
  }
  const suggestion = closest(word.toLowerCase(), kinds.flatMap(wordsOf));
  const known = kinds.map((kind) => kind.plural).join(', ');
  throw usageError(
    `"${word}" is no type of ${entry.bin}`,
    suggestion === undefined ? `use one of: ${known}` : `did you mean "${suggestion}"?`,
  );
}
