import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { EntryPoint } from '../entry-point.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { kindsOf, wordsOf } from '../nouns.ts';
import type { Candidate } from './completion.ts';
import type { KindName } from './source.ts';

/** The kind of ours with this name. */
export function kindOf(name: KindName): KindIdentity {
  const found = KIND_IDENTITIES.find((kind) => resourceNameOf(kind) === name);
  if (found === undefined) throw new Error(`there is no kind ${name}`);
  return found;
}

/** The kind that a word means here; undefined for a word that names none, or several. */
export function kindMeant(word: string, entry: EntryPoint): KindIdentity | undefined {
  const meant = word.toLowerCase();
  const [found, ...others] = kindsOf(entry).filter((kind) => wordsOf(kind).includes(meant));
  return others.length === 0 ? found : undefined;
}

/** The word that is offered for a kind before anything is typed: the plural, without the system's name where the entry point has one. */
function usualWord(kind: KindIdentity, entry: EntryPoint): string {
  const short = kind.plural.startsWith(kind.system) && entry.system !== undefined ? [kind.plural.slice(kind.system.length)] : [];
  return [...short, kind.plural].find((word) => kindMeant(word, entry) === kind) ?? resourceNameOf(kind);
}

/** The words for types that begin as typed: of each kind its usual one, else every other (singular, short names, with the group). */
export function typeWords(entry: EntryPoint, typed: string): readonly Candidate[] {
  const begun = typed.toLowerCase();
  const about = (kind: KindIdentity): string => `${kind.kind} (${kind.group})`;
  return kindsOf(entry).flatMap((kind) => {
    const usual = usualWord(kind, entry);
    const others = (): readonly string[] =>
      wordsOf(kind).filter(
        (word) => word.startsWith(begun) && (!word.includes('.') || begun.includes('.')) && kindMeant(word, entry) === kind,
      );
    const words = usual.startsWith(begun) ? [usual] : others();
    return words.map((word) => ({ word, about: about(kind) }));
  });
}
