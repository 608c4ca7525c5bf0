import { closest } from '../../output/closest.ts';
import { usageError } from '../../output/cli-error.ts';
import { tokenise } from './argv-tokens.ts';
import type { Token } from './argv-tokens.ts';
import type { FlagShape } from './flag-shape.ts';

/** The words that an entry point understands. */
export interface Vocabulary {
  /** Command ids: `get`, `job submit`, `tenant keys list`. */
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

/** Other words for a verb, where a noun stands beside it. */
const SYNONYMS: Readonly<Record<string, string>> = { list: 'get' };

function verbOf(word: string): string {
  return Object.hasOwn(SYNONYMS, word) ? (SYNONYMS[word] ?? word) : word;
}

function pickCommand(words: readonly Word[], vocabulary: Vocabulary): { command: string; used: readonly Word[] } | undefined {
  const [first, second, third] = words;
  if (first === undefined) return undefined;
  const has = (id: string): boolean => vocabulary.commands.includes(id);
  if (second !== undefined && third !== undefined) {
    const id = `${first.text} ${second.text} ${third.text}`;
    if (has(id)) return { command: id, used: [first, second, third] };
  }
  if (second !== undefined) {
    for (const id of [`${first.text} ${second.text}`, `${second.text} ${first.text}`]) {
      if (has(id)) return { command: id, used: [first, second] };
    }
  }
  // `features NAME get`: the name stands between the words.
  if (second !== undefined && third !== undefined && has(`${first.text} ${third.text}`))
    return { command: `${first.text} ${third.text}`, used: [first, third] };
  if (has(first.text)) return { command: first.text, used: [first] };
  const isNoun = (word: Word): boolean => vocabulary.isNoun(word.text.split('/', 1)[0] ?? '');
  if (second !== undefined && has(verbOf(second.text)) && isNoun(first)) return { command: verbOf(second.text), used: [second] };
  if (second !== undefined && has(verbOf(first.text)) && isNoun(second)) return { command: verbOf(first.text), used: [first] };
  return undefined;
}

function unknownCommand(word: string, next: string | undefined, vocabulary: Vocabulary): Error {
  if (next === undefined && vocabulary.isNoun(word.split('/', 1)[0] ?? ''))
    return usageError(`no command given for "${word}"`, `say what to do with it: get ${word}`);
  const below = vocabulary.commands.filter((id) => id.startsWith(`${word} `));
  if (below.length > 0) {
    const meant = next === undefined ? undefined : closest(`${word} ${next}`, below);
    const message = next === undefined ? `"${word}" alone is no command` : `unknown command "${word} ${next}"`;
    return usageError(message, meant === undefined ? `there is: ${below.join(', ')}` : `did you mean "${meant}"?`);
  }
  const isNoun = vocabulary.isNoun(word.split('/', 1)[0] ?? '');
  if (isNoun) {
    const meant = closest(next ?? '', vocabulary.commands);
    return usageError(`unknown command "${next}"`, meant === undefined ? 'help lists the commands' : `did you mean "${meant} ${word}"?`);
  }
  const suggestion = closest(word, vocabulary.commands);
  return usageError(`unknown command "${word}"`, suggestion === undefined ? 'help lists the commands' : `did you mean "${suggestion}"?`);
}

/** What `WORDS --help` asks about where the words are no command: a topic (`auth`), or for a noun alone the whole program. */
function subjectOfHelp(first: string, words: readonly Word[], vocabulary: Vocabulary): readonly string[] {
  if (vocabulary.commands.some((id) => id.startsWith(`${first} `))) return words.map((word) => word.text);
  if (vocabulary.isNoun(first.split('/', 1)[0] ?? '')) return [];
  throw unknownCommand(first, words[1]?.text, vocabulary);
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
  const [first] = scoped;
  if (picked === undefined && first !== undefined) {
    if (!help) throw unknownCommand(first.text, scoped[1]?.text, vocabulary);
    const about = subjectOfHelp(first.text, scoped, vocabulary);
    return { help, command: 'help', rest: about, ...(system !== undefined && { system }) };
  }
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
