import { Config } from '@oclif/core/config';
import { Help } from '@oclif/core/help';
import { usageError } from '../../output/cli-error.ts';
import { closest } from '../../output/closest.ts';
import { EXIT, EXIT_CODE_MEANINGS } from '../../output/exit-codes.ts';
import { formatTable } from '../../output/table.ts';
import { COMMANDS } from './command-table.ts';
import type { Located } from './argv.ts';
import { readPackage } from './package-info.ts';
import type { Runtime } from './runtime.ts';

async function exitCodes(): Promise<string> {
  const rows = Object.entries(EXIT).map(([name, code]) => [String(code), EXIT_CODE_MEANINGS[name as keyof typeof EXIT]]);
  return await formatTable([{ header: 'CODE' }, { header: 'MEANING' }], rows, { headers: true });
}

/** Help pages that are no commands. */
const TOPICS: Readonly<Record<string, () => Promise<string>>> = { 'exit-codes': exitCodes };

/** The words behind `help`, or the command that `--help` was given to. */
function subject(located: Located): string {
  if (located.command !== 'help') return located.command ?? '';
  return located.rest.filter((word) => !word.startsWith('-')).join(' ');
}

/** The longest command that the words begin with, and the words behind it: `create tenant` is `create` with `tenant`. */
function splitSubject(about: string): { readonly id: string; readonly more: readonly string[] } {
  const words = about.split(' ');
  for (let count = words.length; count > 0; count -= 1) {
    const id = words.slice(0, count).join(' ');
    if (id in COMMANDS) return { id, more: words.slice(count) };
  }
  return { id: about, more: [] };
}

/** Prints the help of the program, of a command or of a topic on stdout. Throws a usage error for a subject that there is not. */
export async function showHelp(located: Located, runtime: Runtime): Promise<number> {
  const { id, more } = splitSubject(subject(located));
  const command = COMMANDS[id] === undefined ? undefined : (await COMMANDS[id]()).default;
  const about = command?.helpFor === undefined ? subject(located) : id;
  const topic = TOPICS[about];
  if (topic !== undefined) {
    runtime.stdout(await topic());
    return EXIT.ok;
  }
  const known = [...Object.keys(COMMANDS), ...Object.keys(TOPICS)];
  const isTopic = Object.keys(COMMANDS).some((one) => one.startsWith(`${about} `));
  if (about !== '' && !isTopic && !(about in COMMANDS)) {
    const suggestion = closest(about, known);
    throw usageError(
      `no help for "${about}"`,
      suggestion === undefined ? `there is: ${known.join(', ')}` : `did you mean "${suggestion}"?`,
    );
  }
  const pjson = readPackage(runtime.root);
  const config = await Config.load({ root: runtime.root, pjson: { ...pjson, oclif: { ...pjson.oclif, bin: runtime.entry.bin } } });
  const width = runtime.columns === undefined ? {} : { maxWidth: runtime.columns };
  await new Help(config, { ...pjson.oclif.helpOptions, ...width }).showHelp(about === '' ? [] : [about.replaceAll(' ', ':')]);
  const words = located.command === 'help' ? more : located.rest;
  runtime.stdout((await command?.helpFor?.(words, runtime)) ?? '');
  return EXIT.ok;
}
