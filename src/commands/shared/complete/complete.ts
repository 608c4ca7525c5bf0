import type { EntryPoint } from '../entry-point.ts';
import { globalFlags } from '../flags.ts';
import { factsOf } from './command-facts.ts';
import type { CommandFacts, Facts } from './command-facts.ts';
import { commandCandidates } from './command-candidates.ts';
import { beginOf, cursorOf } from './command-line.ts';
import type { Begun, Cursor } from './command-line.ts';
import { PLACES, VALUES } from './completes.ts';
import { DIRECTIVE, NOTHING } from './completion.ts';
import type { Candidate, Completion } from './completion.ts';
import { flagCandidates } from './flag-candidates.ts';
import { isWordFor, sourceCandidates } from './source-candidates.ts';
import type { Place } from './source-candidates.ts';
import type { Source } from './source.ts';
import { kindOf, typeWords } from './type-words.ts';

/** What completion asks of the world. `ways` are made with the flags that the command line has: which cluster, which namespace. */
export interface Surroundings {
  readonly entry: EntryPoint;
  readonly facts: Facts;
  readonly ways: (given: Cursor['given']) => Pick<Place, 'live' | 'kubeconfig'>;
}

/** Pages that `help` has beside the commands. */
const HELP_PAGES: readonly Candidate[] = [
  { word: 'env', about: 'The environment variables that are read.' },
  { word: 'exit-codes', about: 'What an exit code means.' },
  { word: 'fields', about: 'How fields are named, and with a type every field that it has.' },
];

/** Only what begins as typed, each word once. A word that ends in = goes on. */
function narrowed({ candidates, directive }: Completion, typed: string): Completion {
  if ((directive & DIRECTIVE.filesByEnding) !== 0) return { candidates, directive };
  const begun = candidates.filter(({ word }) => word.startsWith(typed) && word !== '');
  const once = [...new Map(begun.map((candidate) => [candidate.word, candidate])).values()];
  const goesOn = once.some(({ word }) => /[=/]$/.test(word));
  return { candidates: once, directive: goesOn ? directive | DIRECTIVE.noSpace : directive };
}

function offer(candidates: readonly Candidate[]): Completion {
  return { candidates, directive: DIRECTIVE.noFiles };
}

/** `-o`: the formats stand in its description, which the help shows too. */
function formatsIn(description: string | undefined): readonly string[] | undefined {
  const list = /^Output format: (.+)\.$/.exec(description ?? '')?.[1];
  return list?.split(', ').map((format) => format.replace('…', ''));
}

/** Where the values of a command's flag come from; undefined for one that nobody thought of. */
export function sourceOfValue(command: string | undefined, name: string, facts: CommandFacts | undefined): Source | undefined {
  const flag = facts?.flags[name];
  if (flag?.type === 'boolean') return { is: 'words', words: ['true', 'false'] };
  const fixed = flag?.options ?? (name === 'output' ? formatsIn(flag?.description) : undefined);
  if (fixed !== undefined) return { is: 'words', words: fixed };
  return (command === undefined ? undefined : VALUES[`${command} --${name}`]) ?? VALUES[`--${name}`];
}

/** Where the next positional word of a command comes from, and the words that count for it. */
function sourceOfWord(
  command: string,
  words: readonly string[],
): { readonly source: Source; readonly words: readonly string[] } | undefined {
  const { each = [], rest } = PLACES[command] ?? {};
  const [first] = each;
  const kind = first?.is === 'names' ? kindOf(first.kind) : undefined;
  const [word] = words;
  // `keys list tenant acme` is `keys list acme`.
  const own = kind !== undefined && word !== undefined && isWordFor(kind, word) ? words.slice(1) : words;
  const source = each[own.length] ?? rest;
  return source === undefined ? undefined : { source, words: own };
}

/** `--flag=va`, `-n=va`: the flag, and the value alone, because that is what shells put behind the sign. */
function splitValue(typed: string): { readonly flag: string; readonly value: string } | undefined {
  const equals = typed.indexOf('=');
  return typed.startsWith('-') && equals > 0 ? { flag: typed.slice(0, equals), value: typed.slice(equals + 1) } : undefined;
}

/** `-ojs`: the flag, and what is typed of its value; undefined for anything else. */
function attachedValue(typed: string, facts: CommandFacts | undefined): { readonly name: string; readonly value: string } | undefined {
  const last = typed.startsWith('--') ? undefined : cursorOf([typed], facts).given.at(-1);
  return last?.shape?.takes === 'value' && last.value !== undefined ? { name: last.shape.name, value: last.value } : undefined;
}

async function helpWords(begun: Begun, typed: string, facts: Facts): Promise<Completion> {
  const words = (begun.located?.rest ?? []).filter((word) => !word.startsWith('-'));
  if (words[0] === 'fields') return words.length === 1 ? offer(typeWords(begun.entry, typed)) : NOTHING;
  return offer([...commandCandidates(words, begun.entry, facts, []), ...(words.length === 0 ? HELP_PAGES : [])]);
}

/**
 * The candidates for the word at the cursor: `typed` is what stands of it, `before` the arguments before it. Never throws for what was
 * typed; nothing of it is run.
 */
export async function complete(before: readonly string[], typed: string, { entry, facts, ways }: Surroundings): Promise<Completion> {
  const begun = beginOf(before, entry);
  const { located } = begun;
  if (located?.command === 'help') return narrowed(await helpWords(begun, typed, facts), typed);
  const command = located?.command;
  const known = command === undefined ? undefined : await factsOf(command, located?.rest ?? [], begun.entry, facts);
  const cursor = cursorOf(located?.rest ?? before, known);
  const valueOf = async (name: string, value: string): Promise<Completion> => {
    const source = sourceOfValue(command, name, known ?? COMMON_FACTS);
    if (source === undefined) return NOTHING;
    const others = cursor.given.flatMap(({ shape, value: other }) => (shape?.name === name && other !== undefined ? [other] : []));
    return narrowed(await sourceCandidates(source, placeAt(begun, cursor, { typed: value, others, ways })), value);
  };
  if (cursor.flag !== undefined) return await valueOf(cursor.flag.name, typed);
  if (!cursor.onlyWords && typed.startsWith('-')) {
    const split = splitValue(typed);
    if (split === undefined) {
      const short = attachedValue(typed, known);
      if (short === undefined) return flagsHere(begun, cursor, known, typed);
      const { candidates, directive } = await valueOf(short.name, short.value);
      const head = typed.slice(0, typed.length - short.value.length);
      return { candidates: candidates.map((candidate) => ({ ...candidate, word: head + candidate.word })), directive };
    }
    const open = cursorOf([typed], known).given.at(-1)?.shape;
    return open === undefined ? NOTHING : await valueOf(open.name, split.value);
  }
  if (command === undefined) {
    const systems = entry.system === undefined && begun.entry === entry ? entry.systems : [];
    return narrowed(offer(commandCandidates(begun.words, begun.entry, facts, systems)), typed);
  }
  const wanted = sourceOfWord(command, cursor.words);
  if (wanted === undefined) return NOTHING;
  const place = placeAt(begun, { ...cursor, words: wanted.words }, { typed, others: [], ways });
  return narrowed(await sourceCandidates(wanted.source, place), typed);
}

function placeAt(
  { entry }: Begun,
  { words, given }: Cursor,
  { typed, others, ways }: Pick<Place, 'typed' | 'others'> & Pick<Surroundings, 'ways'>,
): Place {
  return { entry, words, typed, others, everywhere: given.some(({ shape }) => shape?.name === 'all-namespaces'), ...ways(given) };
}

/** Before a command is named only the flags that all have are offered. */
const COMMON_FACTS: CommandFacts = { flags: globalFlags };

/** Words of `run` alone: it is another name for `reconcile --watch`. */
const LOCAL: Candidate = { word: '--local', about: 'Say that the loop runs on this machine.' };

function flagsHere(begun: Begun, { given }: Cursor, facts: CommandFacts | undefined, typed: string): Completion {
  const own = flagCandidates(facts ?? COMMON_FACTS, given, typed);
  const isRun = begun.words[0] === 'run' && !given.some(({ text }) => text === '--local');
  return narrowed(offer(isRun ? [LOCAL, ...own] : own), typed);
}
