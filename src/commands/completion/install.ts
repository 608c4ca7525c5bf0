import { homedir } from 'node:os';
import path from 'node:path';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { folderOf, planFile, wantedFiles } from './shared/plan-files.ts';
import { executablesOf, SHELLS } from './shared/shell-scripts.ts';
import type { Shell } from './shared/shell-scripts.ts';
import { refuseForeign, writePlanned } from './shared/write-files.ts';

/** The user's home, also where the environment has none. */
function orHome(named: string | undefined): string {
  return named === undefined || named === '' ? homedir() : named;
}

/** Puts what completion needs where kubectl and the shell look for it. */
export default class CompletionInstall extends BaseCommand {
  static override summary = 'Put what completion needs where kubectl and the shell look for it.';
  static override description =
    'Links the programs kubectl_complete-NAME, which kubectl asks, into the folder of the PATH where kubectl-NAME stands, and writes the scripts of the shell (bash, zsh or fish) for the executables themselves. Asks nothing; names every file. A file that is not from here is left alone: then nothing is written, and it ends with 6.';
  static override usage = 'completion install [--dir DIR] [--shell bash|zsh|fish|none] [--dry-run]';
  static override examples = [
    '<%= config.bin %> completion install --dry-run',
    '<%= config.bin %> completion install --dry-run --shell zsh',
    '<%= config.bin %> completion install --dry-run --dir /usr/local/bin --shell none',
  ];
  static override flags = {
    dir: Flags.string({ description: 'Folder for the programs that kubectl asks.', helpValue: 'DIR' }),
    'dry-run': Flags.option({
      options: ['none', 'client'] as const,
      default: 'none',
      description: 'Change nothing. Bare: client.',
      helpValue: 'none|client',
    })(),
    shell: Flags.option({
      options: [...SHELLS, 'none'] as const,
      description: 'Whose scripts to write. Default: that of SHELL.',
      helpValue: 'bash|zsh|fish|none',
    })(),
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(CompletionInstall);
    const { runtime } = this;
    const { entry, env, root, stdout } = runtime;
    if (flags.dir === '') throw usageError('--dir must not be empty');
    const home = orHome(env['HOME']);
    const executables = executablesOf(entry);
    const [first = ''] = executables;
    const folder = flags.dir === undefined ? (folderOf(first, env) ?? path.join(home, '.local', 'bin')) : path.resolve(flags.dir);
    const shell = this.#shell(flags.shell);
    const planned = wantedFiles({ executables, root, folder, shell, env, home }).map(planFile);
    refuseForeign(planned);
    const isDry = flags['dry-run'] !== 'none';
    for (const one of planned) {
      if (!isDry) await writePlanned(one);
      stdout(`${one.file} ${one.action}${isDry ? ' (dry run)' : ''}\n`);
    }
    if (!flags.quiet) this.#tell(folder, shell, planned.at(-1)?.file ?? '');
    return EXIT.ok;
  }

  #shell(given: Shell | 'none' | undefined): Shell | undefined {
    if (given !== undefined) return given === 'none' ? undefined : given;
    const name = path.basename(this.runtime.env['SHELL'] ?? '');
    return SHELLS.find((shell) => shell === name);
  }

  #tell(folder: string, shell: Shell | undefined, script: string): void {
    const { env, stderr, entry } = this.runtime;
    if (!(env['PATH'] ?? '').split(path.delimiter).includes(folder)) stderr(`warning: ${folder} is not on the PATH, where kubectl looks\n`);
    if (shell === undefined) stderr('note: no script was written for a shell: --shell bash, zsh or fish writes one\n');
    if (shell === 'zsh') stderr(`note: zsh looks there if ~/.zshrc has, before compinit: fpath+=(${path.dirname(script)})\n`);
    if (shell === 'bash')
      stderr('note: bash looks there if the package bash-completion is loaded; without it, source the script in ~/.bashrc\n');
    stderr(`note: "${entry.bin}" is completed where kubectl itself is: see kubectl completion --help\n`);
  }
}
