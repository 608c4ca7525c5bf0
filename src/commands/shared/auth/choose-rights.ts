import { noOutside } from '../outside.ts';
import { closest } from '../../../output/closest.ts';
import { usageError } from '../../../output/cli-error.ts';
import { SYSTEMS } from '../../../registry.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { isNoun, kindNamed, kindsOf } from '../nouns.ts';
import { COMMAND_RIGHTS } from './command-rights.ts';
import { asksReconcilers, needsOf } from './needs-of.ts';
import { distinct } from './rule.ts';
import type { Need } from './rule.ts';

/** The commands that were named, and the types that they are about. */
export interface RightsChoice {
  readonly commands: readonly string[];
  readonly kinds: readonly KindIdentity[];
}

/** Commands that talk to no cluster. */
const WITHOUT: readonly string[] = ['render', 'version', 'sandbox', 'help', 'auth', 'completion'];

/** Reads `COMMAND… [TYPE…]`; commas separate too. No types: all of the entry point. Throws a usage error for a word that is neither. */
export function chooseRights(words: readonly string[], entry: EntryPoint): RightsChoice {
  const commands: string[] = [];
  const kinds: KindIdentity[] = [];
  const single = words.flatMap((text) => text.split(',')).filter((text) => text !== '');
  for (let at = 0; at < single.length; at += 1) {
    const long = [3, 2].map((count) => single.slice(at, at + count).join(' ')).find((text) => text.includes(' ') && text in COMMAND_RIGHTS);
    if (long !== undefined) {
      commands.push(long);
      at += long.split(' ').length - 1;
      continue;
    }
    const word = single[at] ?? '';
    if (word in COMMAND_RIGHTS) commands.push(word);
    else if (isNoun(word, entry)) kinds.push(kindNamed(word, entry));
    else if (WITHOUT.includes(word)) throw usageError(`${word} needs no rights`, 'name a command that talks to a cluster');
    else {
      const known = Object.keys(COMMAND_RIGHTS);
      const meant = closest(word, known);
      throw usageError(`no rights are known of "${word}"`, meant === undefined ? `use: ${known.join(', ')}` : `did you mean "${meant}"?`);
    }
  }
  if (commands.length === 0) throw usageError('a command is missing', `say which, such as ${entry.bin} auth rbac get`);
  return { commands: [...new Set(commands)], kinds: kinds.length === 0 ? kindsOf(entry) : [...new Set(kinds)] };
}

/** The rights that the commands need together. Reconcilers are loaded only for a command that needs their children's rights. */
export async function neededRights({ commands, kinds }: RightsChoice, optional: boolean): Promise<readonly Need[]> {
  const chosen = commands.flatMap((command) => COMMAND_RIGHTS[command] ?? []);
  const systems = chosen.some((rights) => asksReconcilers(rights, optional)) ? SYSTEMS : [];
  const loaded = (await Promise.all(systems.map((system) => system.load(noOutside())))).flat();
  const reconcilers = loaded.filter(({ kind }) => kinds.some(({ group, plural }) => group === kind.group && plural === kind.plural));
  return distinct(chosen.flatMap((rights) => needsOf(rights, { kinds, reconcilers, optional })));
}
