import { Config } from '@oclif/core/config';
import type { Interfaces } from '@oclif/core';
import { COLOR_MODES, paintLabels, shouldColor } from '../../output/color.ts';
import { formatError } from '../../output/format-error.ts';
import { tokenise } from './argv-tokens.ts';
import { locateCommand, normaliseFlags } from './argv.ts';
import type { Located } from './argv.ts';
import { BaseCommand } from './base-command.ts';
import { commandNamed, commandWords } from './command-words.ts';
import { narrowTo } from './entry-point.ts';
import type { EntryPoint } from './entry-point.ts';
import { shapesOf } from './flag-shape.ts';
import { commonFlags, VALUE_FORMS } from './flags.ts';
import { isNoun } from './nouns.ts';
import { inCanonicalWords, otherWords } from './other-words.ts';
import { readPackage } from './package-info.ts';
import type { Runtime } from './runtime.ts';

function locate(argv: readonly string[], entry: EntryPoint): Located {
  const located = locateCommand(argv, {
    commands: [...commandWords(entry), ...otherWords, 'help'],
    systems: entry.system === undefined ? entry.systems : [],
    isNoun: (word) => isNoun(word, entry),
    flags: shapesOf(commonFlags, VALUE_FORMS),
  });
  return inCanonicalWords(located);
}

/**
 * An oclif Config that names the program but looks for no plugins: reading those costs a third of a short command's time, and
 * nothing that a command does needs them. The help makes a loaded one.
 */
class BareConfig extends Config {
  constructor(runtime: Runtime) {
    super({ root: runtime.root });
    this.root = runtime.root;
    this.pjson = readPackage(runtime.root);
    this.name = this.pjson.name;
    this.version = runtime.version;
    this.bin = runtime.entry.bin;
    this.userAgent = `${runtime.entry.executable}/${runtime.version}`;
  }

  /** Hooks belong to plugins. */
  override async runHook<T extends keyof Interfaces.Hooks>(): Promise<Interfaces.Hook.Result<Interfaces.Hooks[T]['return']>> {
    return { successes: [], failures: [] };
  }
}

async function runLocated(located: Located, runtime: Runtime): Promise<number> {
  const named = located.command === undefined ? undefined : commandNamed(located.command, runtime.entry);
  if (named === undefined || located.help) {
    const { showHelp } = await import('./show-help.ts');
    return await showHelp(located, runtime);
  }
  const { default: found } = await named.load();
  const command = (await found.forWords?.(located.rest, runtime.entry)) ?? found;
  command.id = named.id;
  const argv = normaliseFlags(located.rest, shapesOf({ ...command.baseFlags, ...command.flags }, VALUE_FORMS));
  return await BaseCommand.start(new command(argv, new BareConfig(runtime)), { ...runtime, command: named.id });
}

/** Values by which a switch is not on. */
const OFF: readonly string[] = ['', '0', 'false'];

/**
 * The runtime as the flags say that concern it and not the command: coloured labels on stderr where `--color`, the environment and the terminal
 * agree, nobody to ask with `--no-input`, and the folder of `--cache-dir`.
 */
function adjusted(argv: readonly string[], runtime: Runtime): Runtime {
  const { color, 'no-input': noInput, 'cache-dir': cacheDir } = commonFlags;
  const { tokens } = tokenise(argv, shapesOf({ color, 'no-input': noInput, 'cache-dir': cacheDir }, {}));
  const given = (name: string): string | undefined => {
    const found = tokens.findLast((token) => token.is === 'flag' && token.text === name);
    return found?.is === 'flag' ? (found.value ?? 'true') : undefined;
  };
  const mode = COLOR_MODES.find((candidate) => given('--color') === candidate) ?? 'auto';
  const paintsStderr = shouldColor(mode, runtime.env, runtime.stderrIsTerminal);
  const isAlone = !OFF.includes(given('--no-input') ?? runtime.env['AISTACK_NO_INPUT'] ?? '');
  const cache = given('--cache-dir');
  return {
    ...runtime,
    interactive: runtime.interactive && !isAlone,
    ...(cache !== undefined && { env: { ...runtime.env, AISTACK_CACHE_DIR: cache } }),
    ...(paintsStderr && { paintsStderr, stderr: (text) => runtime.stderr(paintLabels(text)) }),
  };
}

/** Finds the command that argv names and runs it. Gives the exit code; never throws. */
export async function dispatch(argv: readonly string[], plain: Runtime): Promise<number> {
  // The word is cobra's, which kubectl's scripts and ours ask with.
  if (argv[0] === '__complete' || argv[0] === '__completeNoDesc')
    return await (await import('./complete/run-complete.ts')).runComplete(argv, plain);
  const runtime = adjusted(argv, plain);
  try {
    const located = locate(argv, runtime.entry);
    const entry = located.system === undefined ? runtime.entry : narrowTo(runtime.entry, located.system);
    return await runLocated(located, { ...runtime, entry });
  } catch (error) {
    const { explainError } = await import('./explain-error.ts');
    const explained = explainError(error, { bin: runtime.entry.bin });
    runtime.stderr(formatError(explained, 0));
    return explained.exit;
  }
}
