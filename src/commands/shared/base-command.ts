import { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/config';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { formatError } from '../../output/format-error.ts';
import type { EntryPoint } from './entry-point.ts';
import { globalFlags } from './flags.ts';
import { Interruption } from './interruption.ts';
import type { Runtime, ServedTypesUse } from './runtime.ts';

/** The argument of the normalised argv that says how much to tell. */
const VERBOSITY = '--verbosity=';
const MOST_VERBOSE = 9;
const WARNINGS_AS_ERRORS = '--warnings-as-errors';

/**
 * What all commands share: the global flags, the runtime, and one way in which an error becomes text and exit code.
 * A command implements `execute`; what it returns is the exit code (nothing: 0).
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = globalFlags;

  /** A command that writes definitions has `changed`, one that acts in a loop or on a server that ends with it `anew`; a test looks at its rights. */
  static servedTypes: ServedTypesUse = 'remembered';

  /** The class that reads these words (argv without the words of the command), for a command whose flags depend on them. */
  static forWords?(words: readonly string[], entry: EntryPoint): Promise<CommandClass>;

  /** What the help of these words has beyond the usual. */
  static helpFor?(words: readonly string[], runtime: Pick<Runtime, 'entry' | 'columns'>): Promise<string>;

  #runtime: Runtime | undefined;
  #warnings = 0;

  /** The process as this command may see it. */
  protected get runtime(): Runtime {
    if (this.#runtime === undefined) throw new Error('a command must be started by BaseCommand.start');
    return this.#runtime;
  }

  protected abstract execute(): Promise<number | undefined>;

  /** Runs a command that was made with a normalised argv. Gives the exit code; errors are printed, not thrown. */
  static async start(command: BaseCommand, runtime: Runtime): Promise<number> {
    const { servedTypes: own } = command.constructor as typeof BaseCommand;
    command.#runtime = {
      ...runtime,
      // A command that another one runs is as careful as that one.
      servedTypes: own === 'remembered' ? (runtime.servedTypes ?? own) : own,
      warned: () => {
        command.#warnings += 1;
        runtime.warned?.();
      },
    };
    return await command._run<number>();
  }

  override async run(): Promise<number> {
    try {
      const code = (await this.execute()) ?? EXIT.ok;
      this.#checkWarnings(code);
      return code;
    } catch (error) {
      return await this.#report(error);
    }
  }

  /** A failure of its own is told instead: it has a better exit code. */
  #checkWarnings(code: number): void {
    if (code !== EXIT.ok || this.#warnings === 0 || !this.argv.includes(WARNINGS_AS_ERRORS)) return;
    throw new CliError({
      exit: EXIT.general,
      message: `the API server warned ${this.#warnings === 1 ? 'once' : `${String(this.#warnings)} times`}`,
      why: 'with --warnings-as-errors that is a failure; what was asked for was done',
      fix: 'mend what the warnings name, or leave --warnings-as-errors out',
    });
  }

  async #report(error: unknown): Promise<number> {
    // Explaining knows every right of every command: only what goes wrong reads that.
    const { explainError } = await import('./explain-error.ts');
    const { signal, stderr, entry } = this.runtime;
    const explained = explainError(signal.aborted ? signal.reason : error, { bin: entry.bin });
    const given = Number(this.argv.findLast((word) => word.startsWith(VERBOSITY))?.slice(VERBOSITY.length));
    // It may be the very thing that is wrong.
    const verbosity = given <= MOST_VERBOSE ? given : 0;
    const quiet = explained instanceof Interruption && explained.signal === 'EPIPE';
    if (!quiet) stderr(formatError(explained, verbosity));
    return explained.exit;
  }
}

/** A command file's class: what the dispatcher makes commands from. */
export type CommandClass = (new (argv: string[], config: Config) => BaseCommand) &
  Pick<typeof BaseCommand, 'id' | 'flags' | 'baseFlags' | 'summary' | 'args' | 'forWords' | 'helpFor' | 'servedTypes'>;
