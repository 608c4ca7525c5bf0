import { closest } from '../../output/closest.ts';
import { usageError } from '../../output/cli-error.ts';
import { tokenise } from './argv-tokens.ts';
import type { Token } from './argv-tokens.ts';
import type { FlagShape } from './flag-shape.ts';

/** The words that an entry point understands. */
export interface Vocabulary {
  /** Command ids: `get`, `job submit`. */
  readonly commands: readonly string[];
  /** Systems that may stand first, as in `aistack maia get …`; empty for the entry point of one system. */
  readonly systems: readonly string[];
  /** Whether a word (without `/NAME`) names a type. */
  readonly isNoun: (word: string) => boolean;
  /** Flags that may stand before the verb. */
  readonly flags: readonly FlagShape[];
}

/** Where the command was found in argv. `rest` is argv without the words of the command. */
export interface Located {
  readonly command?: string;
  readonly system?: string;
  readonly help: boolean;
  readonly rest: readonly string[];
}

type Word = Extract<Token, { is: 'word' }>;

function pickCommand(words: readonly Word[], vocabulary: Vocabulary): { command: string; used: readonly Word[] } | undefined {
  const [first, second] = words;
  if (first === undefined) return undefined;
  const has = (id: string): boolean => vocabulary.commands.includes(id);
  if (second !== undefined) {
    for (const id of [`${first.text} ${second.text}`, `${second.text} ${first.text}`]) {
      if (has(id)) return { command: id, used: [first, second] };
    }
  }
  if (has(first.text)) return { command: first.text, used: [first] };
  const noun = first.text.split('/', 1)[0] ?? '';
  if (second !== undefined && has(second.text) && vocabulary.isNoun(noun)) return { command: second.text, used: [second] };
  return undefined;
}

function unknownCommand(word: string, vocabulary: Vocabulary): Error {
  const below = vocabulary.commands.filter((id) => id.startsWith(`${word} `));
  if (below.length > 0) return usageError(`"${word}" alone is no command`, `there is: ${below.join(', ')}`);
  if (vocabulary.isNoun(word.split('/', 1)[0] ?? ''))
    return usageError(`no command given for "${word}"`, `say what to do with it: get ${word}`);
  const suggestion = closest(word, vocabulary.commands);
  return usageError(`unknown command "${word}"`, suggestion === undefined ? 'help lists the commands' : `did you mean "${suggestion}"?`);
}

/**
 * Finds the command in argv: global flags may stand before it, a noun may stand before the verb, and in the umbrella a
 * system before both. Throws a usage error for a word that is no command.
 */
export function locateCommand(argv: readonly string[], vocabulary: Vocabulary): Located {
  const { tokens } = tokenise(argv, vocabulary.flags);
  const help = tokens.some((token) => token.is === 'flag' && (token.text === '--help' || token.text === '-h'));
  const words = tokens.filter((token) => token.is === 'word');
  const system = vocabulary.systems.find((id) => id === words[0]?.text);
  const scoped = system === undefined ? words : words.slice(1);
  const picked = pickCommand(scoped, vocabulary);
  if (picked === undefined && scoped[0] !== undefined) throw unknownCommand(scoped[0].text, vocabulary);
  const used = new Set([...(picked?.used ?? []), ...(system === undefined ? [] : words.slice(0, 1))].map((word) => word.at));
  return {
    help,
    rest: argv.filter((_, at) => !used.has(at)),
    ...(picked !== undefined && { command: picked.command }),
    ...(system !== undefined && { system }),
  };
}

/** Go's `strconv.ParseBool`, which kubectl reads its switches with. */
const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'TRUE', 'true', 'True'].map((word) => [word, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'FALSE', 'false', 'False'].map((word) => [word, false])),
};

function switchFlag(shape: FlagShape, token: Extract<Token, { is: 'flag' }>): string[] {
  const on = token.value === undefined ? token.negated !== true : BOOLEANS[token.value];
  if (on === undefined)
    throw usageError(`invalid value "${token.value}" for ${token.text}`, `use ${token.text}=true or ${token.text}=false`);
  if (on) return [`--${shape.name}`];
  return shape.negatable === true ? [`--no-${shape.name}`] : [];
}

function flagArguments(shape: FlagShape, given: readonly Extract<Token, { is: 'flag' }>[]): string[] {
  const last = given.at(-1);
  if (last === undefined) return [];
  if (shape.takes === 'switch') return switchFlag(shape, last);
  if (shape.takes === 'level') {
    const level = last.value ?? String(Math.min(9, given.length));
    return [`--${shape.name}=${level}`];
  }
  return (shape.multiple === true ? given : [last]).map((token) => {
    const value = token.value ?? shape.bare;
    if (value === undefined) throw usageError(`${token.text} needs a value`, `use ${token.text}=VALUE`);
    return `--${shape.name}=${value}`;
  });
}

function unknownFlag(text: string, shapes: readonly FlagShape[]): Error {
  const suggestion = closest(
    text.replace(/^-+/, ''),
    shapes.map((shape) => shape.name),
  );
  return usageError(`unknown flag ${text}`, suggestion === undefined ? '--help lists the flags' : `did you mean --${suggestion}?`);
}

/**
 * argv as oclif's parser reads it without surprises: every flag long and with `=`, values of switches resolved, the last of a repeated
 * flag only (as kubectl takes it) unless it may be repeated, words behind the flags. Throws a usage error for an unknown flag.
 */
export function normaliseFlags(argv: readonly string[], shapes: readonly FlagShape[]): string[] {
  const { tokens, after } = tokenise(argv, shapes);
  const given = new Map<FlagShape, Extract<Token, { is: 'flag' }>[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.is === 'word') words.push(token.text);
    else if (token.shape === undefined) throw unknownFlag(token.text, shapes);
    else given.set(token.shape, [...(given.get(token.shape) ?? []), token]);
  }
  const flags = [...given].flatMap(([shape, list]) => flagArguments(shape, list));
  const all = [...words, ...after];
  return all.some((word) => word.startsWith('-') && word !== '-') ? [...flags, '--', ...all] : [...flags, ...all];
}
