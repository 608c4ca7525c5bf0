import type { CommandFacts, FlagFacts } from './command-facts.ts';
import type { Cursor } from './command-line.ts';
import type { Candidate } from './completion.ts';

const HELP: FlagFacts = { type: 'boolean', char: 'h', description: 'Show help.' };

function firstSentence(text: string | undefined): string | undefined {
  return text?.split('\n', 1)[0];
}

/** The flags that may still be given: long ones, and after a single `-` the short ones too. One that may be repeated is offered again. */
export function flagCandidates(facts: CommandFacts, given: Cursor['given'], typed: string): readonly Candidate[] {
  const used = new Set(given.map(({ shape }) => shape?.name));
  const offered = Object.entries<FlagFacts>({ ...facts.flags, help: HELP }).filter(
    ([name, { hidden, multiple }]) => hidden !== true && (multiple === true || !used.has(name)),
  );
  return offered.flatMap(([name, { char, allowNo, description }]) => {
    const about = firstSentence(description);
    const forms = [`--${name}`];
    // Where somebody says no, it is by what they typed: the list of all flags is long enough.
    if (allowNo === true && typed.startsWith('--no')) forms.push(`--no-${name}`);
    if (char !== undefined && !typed.startsWith('--')) forms.push(`-${char}`);
    return forms.map((word) => ({ word, ...(about !== undefined && { about }) }));
  });
}
