import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../../shared/entry-point.ts';
import { KIND_IDENTITIES } from '../../shared/kind-identities.ts';
import type { KindIdentity } from '../../shared/kind-identity.ts';
import { parseTargets } from '../../shared/targets.ts';

/** A kind of Marie. */
export type MarieKind = 'MarieCluster' | 'MarieJob';

/** The identity of a kind. */
export function marieKind(kind: MarieKind): KindIdentity {
  const found = KIND_IDENTITIES.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`there is no kind ${kind}`);
  return found;
}

/** The names in `NAME…`, `TYPE/NAME…` or `TYPE NAME…`. Throws a usage error where there is none or they are of another kind. */
export function marieNames(kindName: MarieKind, words: readonly string[], entry: EntryPoint, usage: string): readonly string[] {
  const kind = marieKind(kindName);
  const written = `${entry.bin} ${usage}`;
  if (words.length === 0) throw usageError(`no ${kindName} is named`, written);
  if (!words.some((word) => word.includes('/'))) return [...new Set(words)];
  const [target, ...more] = parseTargets(words, entry);
  if (target?.kind !== kind || more.length > 0) throw usageError(`"${words.join(' ')}" is no ${kindName}`, written);
  return [...new Set(target.names)];
}

/** The one name there. Throws a usage error where there are several. */
export function marieName(kindName: MarieKind, words: readonly string[], entry: EntryPoint, usage: string): string {
  const [name = '', ...more] = marieNames(kindName, words, entry, usage);
  if (more.length > 0) throw usageError(`it takes one ${kindName}, not ${String(more.length + 1)}`, `${entry.bin} ${usage}`);
  return name;
}
