import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../../shared/entry-point.ts';
import { KIND_IDENTITIES } from '../../shared/kind-identities.ts';
import type { KindIdentity } from '../../shared/kind-identity.ts';
import { wordsOf } from '../../shared/nouns.ts';
import { parseTargets } from '../../shared/targets.ts';

/** The kind behind `autoscale`, `features` and `gpu`. */
export function instanceKind(): KindIdentity {
  const found = KIND_IDENTITIES.find(({ kind }) => kind === 'AbiInstance');
  if (found === undefined) throw new Error('there is no kind AbiInstance');
  return found;
}

/** The instance that a command is about (if one is named), and the words behind it. */
export interface InstanceWords {
  readonly kind: KindIdentity;
  readonly name: string | undefined;
  readonly rest: readonly string[];
}

/** Reads `NAME WORD…`; the instance may be written as `instance/NAME` or `instance NAME` too. Throws a usage error. */
export function instanceWords(words: readonly string[], entry: EntryPoint, usage: string): InstanceWords {
  const kind = instanceKind();
  const [first, second, ...others] = words;
  if (first === undefined) return { kind, name: undefined, rest: [] };
  // An instance may have the name of its own kind (`abi`): two names never stand side by side.
  if (second !== undefined && !second.includes('=') && !first.includes('/') && wordsOf(kind).includes(first.toLowerCase()))
    return { kind, name: second, rest: others };
  const rest = words.slice(1);
  if (!first.includes('/')) return { kind, name: first, rest };
  const [target] = parseTargets([first], entry);
  const [name] = target?.names ?? [];
  if (target?.kind !== kind || name === undefined) throw usageError(`"${first}" is no instance`, `${entry.bin} ${usage}`);
  return { kind, name, rest };
}

/** The same, where the instance must be named and nothing may follow. */
export function oneInstance(
  words: readonly string[],
  entry: EntryPoint,
  usage: string,
): { readonly kind: KindIdentity; readonly name: string } {
  const { kind, name, rest } = instanceWords(words, entry, usage);
  if (name === undefined) throw usageError('no instance is named', `${entry.bin} ${usage}`);
  if (rest.length > 0) throw usageError(`"${rest.join(' ')}" is one word too many`, `${entry.bin} ${usage}`);
  return { kind, name };
}
