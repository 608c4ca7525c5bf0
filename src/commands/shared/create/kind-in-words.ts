import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { isNoun, kindNamed } from '../nouns.ts';

/**
 * The kind that a command line is about: the first word that names one. Flags of the kind are not known yet, so a value of one may be taken
 * for it: the kind stands first. Undefined where no word names a kind, or it could mean several.
 */
export function kindInWords(words: readonly string[], entry: EntryPoint): KindIdentity | undefined {
  const end = words.indexOf('--');
  const noun = (end < 0 ? words : words.slice(0, end))
    .filter((word) => !word.startsWith('-'))
    .map((word) => word.split('/', 1)[0] ?? '')
    .find((word) => isNoun(word, entry));
  if (noun === undefined) return undefined;
  try {
    return kindNamed(noun, entry);
  } catch {
    return undefined;
  }
}
