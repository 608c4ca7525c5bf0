import { locateCommand } from '../argv.ts';
import type { Located } from '../argv.ts';
import { tokenise } from '../argv-tokens.ts';
import type { Token } from '../argv-tokens.ts';
import { commandNamed, commandWords } from '../command-words.ts';
import { narrowTo } from '../entry-point.ts';
import type { EntryPoint } from '../entry-point.ts';
import { shapesOf } from '../flag-shape.ts';
import type { FlagShape } from '../flag-shape.ts';
import { commonFlags, VALUE_FORMS } from '../flags.ts';
import { isNoun } from '../nouns.ts';
import { inCanonicalWords, otherWords } from '../other-words.ts';
import type { CommandFacts } from './command-facts.ts';

/** Every way to begin a command at this entry point. */
export function allCommandWords(entry: EntryPoint): readonly string[] {
  return [...commandWords(entry), ...otherWords, 'help'];
}

/** What stands before the cursor, as far as it is a command. */
export interface Begun {
  /** Narrowed to a system that was named. */
  readonly entry: EntryPoint;
  /** Under its canonical words. Absent where the words are not a command yet. */
  readonly located?: Located & { readonly command: string };
  /** The words so far, without flags and without the system. */
  readonly words: readonly string[];
}

const COMMON = shapesOf(commonFlags, VALUE_FORMS);

function locate(argv: readonly string[], entry: EntryPoint): Located | undefined {
  try {
    return locateCommand(argv, {
      commands: allCommandWords(entry),
      systems: entry.system === undefined ? entry.systems : [],
      isNoun: (word) => isNoun(word, entry),
      flags: COMMON,
    });
  } catch {
    return undefined;
  }
}

/** Reads what stands before the cursor as the dispatcher would. */
export function beginOf(before: readonly string[], entry: EntryPoint): Begun {
  const words = tokenise(before, COMMON).tokens.flatMap((token) => (token.is === 'word' ? [token.text] : []));
  const system = entry.system === undefined ? entry.systems.find((id) => id === words[0]) : undefined;
  const narrowed = system === undefined ? entry : narrowTo(entry, system);
  const scoped = system === undefined ? words : words.slice(1);
  const located = locate(before, entry);
  if (located?.command === undefined) return { entry: narrowed, words: scoped };
  // With help: `run` is not asked for its --local while it is being typed.
  const canonical = inCanonicalWords({ ...located, help: true });
  const command = canonical.command ?? located.command;
  return { entry: narrowed, words: scoped, located: { ...canonical, command: commandNamed(command, narrowed)?.id ?? command } };
}

/** The place of the cursor behind the words of a command. */
export interface Cursor {
  /** Positional words before it. */
  readonly words: readonly string[];
  readonly given: readonly Extract<Token, { is: 'flag' }>[];
  /** The flag whose value is being typed. */
  readonly flag?: FlagShape;
  /** Behind `--`, where nothing is a flag. */
  readonly onlyWords: boolean;
}

/** Stands where the cursor is: no argument can be it. */
const HERE = '\u0000';

/** Finds out what the word behind `before` is: a value, or a word or flag of its own. */
export function cursorOf(before: readonly string[], facts: CommandFacts | undefined): Cursor {
  const shapes = facts === undefined ? COMMON : shapesOf(facts.flags, VALUE_FORMS);
  const { tokens, after } = tokenise([...before, HERE], shapes);
  const words = tokens.flatMap((token) => (token.is === 'word' && token.text !== HERE ? [token.text] : []));
  const flags = tokens.filter((token) => token.is === 'flag');
  const open = flags.find((token) => token.value === HERE);
  return {
    words: [...words, ...after.filter((word) => word !== HERE)],
    given: flags.filter((token) => token !== open),
    onlyWords: after.includes(HERE),
    ...(open?.shape !== undefined && { flag: open.shape }),
  };
}
