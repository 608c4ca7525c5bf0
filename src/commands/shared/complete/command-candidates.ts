import type { EntryPoint } from '../entry-point.ts';
import { commandNamed } from '../command-words.ts';
import { isNoun } from '../nouns.ts';
import { allCommandWords } from './command-line.ts';
import type { Facts } from './command-facts.ts';
import type { Candidate } from './completion.ts';
import { PLACES } from './completes.ts';

const ABOUT: Readonly<Record<string, string>> = {
  help: 'Help about a command, a type or the environment.',
  generate: 'Print manifests: crds, install, rbac.',
  run: 'Run the operators on this machine, with --local.',
};

function aboutCommand(id: string, entry: EntryPoint, facts: Facts): string | undefined {
  return facts.commands.get(commandNamed(id, entry)?.id ?? id)?.summary ?? ABOUT[id];
}

/** What may come next where `words` begin a command: the next word of each, with what it does. */
function nextWords(words: readonly string[], entry: EntryPoint, facts: Facts): readonly Candidate[] {
  const ids = allCommandWords(entry).map((id) => id.split(' '));
  const going = ids.filter((id) => id.length > words.length && words.every((word, at) => id[at] === word));
  const found = new Map<string, Candidate>();
  for (const id of going) {
    const word = id[words.length] ?? '';
    const isWhole = id.length === words.length + 1;
    if (found.has(word) && !isWhole) continue;
    const path = [...words, word].join(' ');
    const about = isWhole ? aboutCommand(path, entry, facts) : (facts.topics[path] ?? ABOUT[path]);
    found.set(word, { word, ...(about !== undefined && { about }) });
  }
  const described = [...found.values()].map((candidate) =>
    candidate.about === undefined ? { ...candidate, about: moreBelow([...words, candidate.word], going) } : candidate,
  );
  return described.toSorted((a, b) => (a.word < b.word ? -1 : 1));
}

/** A topic without a description is told by what is below it: `tenant` by keys, quota and storage. */
function moreBelow(words: readonly string[], ids: readonly (readonly string[])[]): string {
  const below = ids.filter((id) => words.every((word, at) => id[at] === word)).flatMap((id) => id[words.length] ?? []);
  return [...new Set(below)].join(', ');
}

/** The verbs that may follow a type: `tenants get`. */
function verbsOf(entry: EntryPoint, facts: Facts): readonly Candidate[] {
  return nextWords([], entry, facts).filter(({ word }) => PLACES[word]?.rest?.is === 'targets' || word === 'create');
}

/** Words of a command that is not whole yet. In the umbrella a system may stand before it: `systems`. */
export function commandCandidates(
  words: readonly string[],
  entry: EntryPoint,
  facts: Facts,
  systems: readonly string[],
): readonly Candidate[] {
  const [first = '', second] = words;
  const own = nextWords(words, entry, facts);
  if (words.length === 0) return [...own, ...systems.map((word) => ({ word, about: `Only what belongs to ${word}.` }))];
  if (words.length === 1 && isNoun(first.split('/', 1)[0] ?? '', entry))
    return [...own, ...verbsOf(entry, facts)].toSorted((a, b) => (a.word < b.word ? -1 : 1));
  // `features NAME set`: the name stands between the words.
  if (own.length === 0 && second !== undefined && words.length === 2) return nextWords([first], entry, facts);
  return own;
}
