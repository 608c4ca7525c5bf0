import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { isNoun, kindNamed, kindsOf } from '../nouns.ts';

export const LOGS_USAGE = 'logs TYPE NAME [COMPONENT...]';

/** Of which object logs are wanted, and of which parts of it; none: all. */
export interface LogWords {
  readonly kind: KindIdentity;
  readonly name: string;
  readonly components: readonly string[];
}

/**
 * Reads `TYPE NAME [COMPONENT…]` and `TYPE/NAME [COMPONENT…]`; where the entry point has one type only, the type may be left out. Throws a
 * usage error.
 */
export function logWords(words: readonly string[], entry: EntryPoint): LogWords {
  const [first, ...rest] = words;
  const missing = usageError('no object is named', `${entry.bin} ${LOGS_USAGE}`);
  if (first === undefined) throw missing;
  const slash = first.indexOf('/');
  const [only, ...others] = kindsOf(entry);
  if (slash < 0 && only !== undefined && others.length === 0 && !isNoun(first, entry)) return { kind: only, name: first, components: rest };
  const kind = kindNamed(slash < 0 ? first : first.slice(0, slash), entry);
  const [name, ...components] = slash < 0 ? rest : [first.slice(slash + 1), ...rest];
  if (name === undefined || name === '' || name.includes('/')) throw missing;
  return { kind, name, components };
}
