import { Config } from '@oclif/core/config';
import { Help } from '@oclif/core/help';
import { usageError } from '../../output/cli-error.ts';
import { closest } from '../../output/closest.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { formatTable } from '../../output/table.ts';
import { commandIds, commandNamed, commandWords } from './command-words.ts';
import { narrowTo } from './entry-point.ts';
import type { EntryPoint } from './entry-point.ts';
import type { Located } from './argv.ts';
import { isNoun } from './nouns.ts';
import { subjectInCanonicalWords } from './other-words.ts';
import { readPackage } from './package-info.ts';
import type { Runtime } from './runtime.ts';

/** A help page that is no command. Pages are loaded where they are shown. */
interface Page {
  readonly summary: string;
  readonly text: (words: readonly string[], entry: EntryPoint) => Promise<string>;
}

const PAGES: Readonly<Record<string, Page>> = {
  env: { summary: 'The environment variables that are read.', text: async () => (await import('./help/env-page.ts')).envPage() },
  'exit-codes': { summary: 'What an exit code means.', text: async () => (await import('./help/exit-codes-page.ts')).exitCodesPage() },
  fields: {
    summary: 'How fields are named, and with a type every field that it has.',
    text: async (words, entry) => (await import('./help/fields-page.ts')).fieldsPage(words, entry),
  },
};

/** What the help of the whole program says besides its commands. */
async function moreOf({ bin, system, systems }: EntryPoint): Promise<string> {
  const rows = Object.entries(PAGES).map(([name, { summary }]) => [`  help ${name}`, summary]);
  const pages = `\nHELP PAGES\n${await formatTable([{ header: '' }, { header: '' }], rows, { headers: false })}`;
  return system === undefined ? `${pages}\nONE SYSTEM\n  ${bin} ${systems.join('|')} COMMAND\n` : pages;
}

/** The words behind `help`, or the command that `--help` was given to. */
function subject(located: Located): string {
  if (located.command !== 'help') return located.command ?? '';
  return subjectInCanonicalWords(located.rest.filter((word) => !word.startsWith('-')).join(' '));
}

/** The longest command that the words begin with, and the words behind it: `create tenant` is `create` with `tenant`. */
function splitSubject(about: string, entry: EntryPoint): { readonly id: string; readonly more: readonly string[] } {
  const words = about.split(' ');
  for (let count = words.length; count > 0; count -= 1) {
    const named = commandNamed(words.slice(0, count).join(' '), entry);
    if (named !== undefined) return { id: named.id, more: words.slice(count) };
  }
  return { id: about, more: [] };
}

/** Leaves out the commands of other systems, and the topics that have no others. */
function keepOnly(config: Config, ids: readonly string[]): void {
  const kept = new Set(ids.map((id) => id.replaceAll(' ', ':')));
  const commands = config.commands.filter(({ id }) => kept.has(id));
  // oclif lists each command of a topic as a topic too, and tells by these that the topic has any.
  const topics = config.topics.filter(({ name }) => kept.has(name) || commands.some(({ id }) => id.startsWith(`${name}:`)));
  Object.defineProperties(config, { commands: { value: commands }, topics: { value: topics } });
}

/** oclif's help, printed where this program prints. */
class PrintedHelp extends Help {
  readonly #print: Runtime['stdout'];

  constructor(config: Config, options: ConstructorParameters<typeof Help>[1], print: Runtime['stdout']) {
    super(config, options);
    this.#print = print;
  }

  protected override log(...lines: readonly string[]): void {
    this.#print(`${lines.join(' ')}\n`);
  }
}

/** Prints the help of the program, of a command or of a topic on stdout. Throws a usage error for a subject that there is not. */
export async function showHelp(located: Located, runtime: Runtime): Promise<number> {
  const [first = '', ...others] = subject(located).split(' ');
  if (runtime.entry.system === undefined && located.command === 'help' && runtime.entry.systems.some((system) => system === first))
    return await showHelp({ ...located, rest: others }, { ...runtime, entry: narrowTo(runtime.entry, first) });
  const page = located.command === 'help' ? PAGES[first] : undefined;
  if (page !== undefined) {
    runtime.stdout(await page.text(others, runtime.entry));
    return EXIT.ok;
  }
  const { id, more } = splitSubject(subject(located), runtime.entry);
  const named = commandNamed(id, runtime.entry);
  const command = (await named?.load())?.default;
  const asked = command?.helpFor === undefined ? (commandNamed(subject(located), runtime.entry)?.id ?? subject(located)) : id;
  const ids = commandIds(runtime.entry);
  const known = [...commandWords(runtime.entry), ...Object.keys(PAGES)];
  const isTopic = ids.some((one) => one.startsWith(`${asked} `));
  // What can be done with a type is what the whole program can do.
  const about = !isTopic && !ids.includes(asked) && isNoun(asked.split('/', 1)[0] ?? '', runtime.entry) ? '' : asked;
  if (about !== '' && !isTopic && !ids.includes(about)) {
    const suggestion = closest(about, known);
    throw usageError(
      `no help for "${about}"`,
      suggestion === undefined ? `there is: ${known.join(', ')}` : `did you mean "${suggestion}"?`,
    );
  }
  const pjson = readPackage(runtime.root);
  const config = await Config.load({ root: runtime.root, pjson: { ...pjson, oclif: { ...pjson.oclif, bin: runtime.entry.bin } } });
  keepOnly(config, ids);
  const width = runtime.columns === undefined ? {} : { maxWidth: runtime.columns };
  await new PrintedHelp(config, { ...pjson.oclif.helpOptions, ...width }, runtime.stdout).showHelp(
    about === '' ? [] : [about.replaceAll(' ', ':')],
  );
  const words = located.command === 'help' ? more : located.rest;
  runtime.stdout(about === '' ? await moreOf(runtime.entry) : ((await command?.helpFor?.(words, runtime)) ?? ''));
  return EXIT.ok;
}
