import { COMMANDS } from '../../src/commands/shared/command-table.ts';
import type { CommandClass } from '../../src/commands/shared/base-command.ts';

/** A command as the program has it. */
export interface KnownCommand {
  /** Its words: `auth rbac`. */
  readonly command: string;
  /** The entry point whose help its examples are for: the umbrella's, but for a command of some systems the (first) system's. */
  readonly executable: string;
  readonly loaded: CommandClass & { readonly examples?: readonly unknown[] };
}

/** Every command of the table, in its order. */
export async function knownCommands(): Promise<readonly KnownCommand[]> {
  return await Promise.all(
    Object.entries(COMMANDS).map(async ([command, entry]) => {
      const { default: loaded } = await (typeof entry === 'function' ? entry : entry.load)();
      return { command, executable: `kubectl-${typeof entry === 'function' ? 'aistack' : entry.systems[0]}`, loaded };
    }),
  );
}

/** One entry of a command's `examples`. */
export interface CommandExample {
  /** The words of the command: `auth rbac`. */
  readonly command: string;
  /** The entry point that it is run with: see {@link KnownCommand}. */
  readonly executable: string;
  /** What a reader sees, with the name of that entry point. */
  readonly line: string;
  /** The arguments behind the program's name. */
  readonly args: readonly string[];
}

const BIN = '<%= config.bin %>';

/** The words of a line as a POSIX shell splits them; quotes only, nothing is expanded. */
function shellWords(line: string): readonly string[] {
  const pieces = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return pieces.map((piece) =>
    piece.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single: string | undefined, double: string | undefined) => single ?? double ?? ''),
  );
}

function lineOf(example: unknown): string {
  return typeof example === 'string' ? example : (example as { readonly command: string }).command;
}

/** Every example of every command of the table, in its order. */
export async function commandExamples(): Promise<ReadonlyMap<string, readonly CommandExample[]>> {
  const entries = (await knownCommands()).map(({ command, executable, loaded }) => {
    const examples = (loaded.examples ?? []).map((example): CommandExample => {
      const line = lineOf(example);
      if (!line.startsWith(`${BIN} `)) throw new Error(`${command}: the example "${line}" does not begin with ${BIN}`);
      const shown = executable.replace('-', ' ');
      return { command, executable, line: line.replace(BIN, shown), args: shellWords(line.slice(BIN.length)) };
    });
    return [command, examples] as const;
  });
  return new Map(entries);
}
