import { maiaInstance } from '../../../../kinds/maia/maia-instance.ts';
import { usageError } from '../../../../output/cli-error.ts';
import type { EntryPoint } from '../../../shared/entry-point.ts';
import { kindNamed } from '../../../shared/nouns.ts';

/** The one instance that the words name, as `NAME` or `TYPE/NAME`. Throws a usage error for anything else. */
export function instanceArgument(words: readonly string[], entry: EntryPoint, command: string): string {
  const [word = '', ...more] = words;
  if (word === '' || more.length > 0) throw usageError(`${command} needs the name of one instance`, `${entry.bin} ${command} INSTANCE`);
  const slash = word.indexOf('/');
  if (slash < 0) return word;
  const kind = kindNamed(word.slice(0, slash), entry);
  const name = word.slice(slash + 1);
  if (kind.plural !== maiaInstance.plural || name === '') {
    throw usageError(`${command} is about instances of MAIA, not about ${word}`, `${entry.bin} ${command} INSTANCE`);
  }
  return name;
}
