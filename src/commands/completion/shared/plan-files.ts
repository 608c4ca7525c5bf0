import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import type { Runtime } from '../../shared/runtime.ts';
import { MARK, shellScript } from './shell-scripts.ts';
import type { Shell } from './shell-scripts.ts';

/** A file that completion needs: a link to one of this package's programs, or a script with this text. */
export type Wanted = { readonly file: string } & ({ readonly linkTo: string } | { readonly text: string });

/** What is to be done about one. `foreign`: somebody else's file stands there. */
export type Planned = Wanted & { readonly action: 'created' | 'updated' | 'unchanged' | 'foreign' };

type Env = Runtime['env'];

function orElse(value: string | undefined, otherwise: string): string {
  return value === undefined || value === '' ? otherwise : value;
}

/** The folder of the PATH where this executable stands first; undefined where none has it. */
export function folderOf(executable: string, env: Env): string | undefined {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.find((folder) => existsSync(path.join(folder, executable)));
}

/** Where a shell looks for the script of a command by its name. */
function scriptFile(shell: Shell, executable: string, env: Env, home: string): string {
  const data = orElse(env['XDG_DATA_HOME'], path.join(home, '.local', 'share'));
  if (shell === 'bash') {
    return path.join(orElse(env['BASH_COMPLETION_USER_DIR'], path.join(data, 'bash-completion')), 'completions', executable);
  }
  if (shell === 'zsh') return path.join(data, 'zsh', 'site-functions', `_${executable}`);
  return path.join(orElse(env['XDG_CONFIG_HOME'], path.join(home, '.config')), 'fish', 'completions', `${executable}.fish`);
}

/** Everything that the executables need: kubectl's programs in `folder`, and the scripts of the shell if there is one. */
export function wantedFiles(options: {
  readonly executables: readonly string[];
  readonly root: string;
  readonly folder: string;
  readonly shell: Shell | undefined;
  readonly env: Env;
  readonly home: string;
}): readonly Wanted[] {
  const { executables, root, folder, shell, env, home } = options;
  const links = executables.map((executable) => {
    const name = executable.replace('kubectl-', 'kubectl_complete-');
    return { file: path.join(folder, name), linkTo: path.join(root, 'bin', name) };
  });
  if (shell === undefined) return links;
  const scripts = executables.map((executable) => ({
    file: scriptFile(shell, executable, env, home),
    text: shellScript(shell, [executable]),
  }));
  return [...links, ...scripts];
}

/** What stands at a path, links not followed; undefined for nothing, and where nothing can be (a file for a folder): writing will say so. */
function found(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Compares what is wanted with what is there. Nothing is changed. */
export function planFile(wanted: Wanted): Planned {
  const there = found(wanted.file);
  if (there === undefined) return { ...wanted, action: 'created' };
  if ('linkTo' in wanted) {
    const real = realPath(wanted.file);
    return { ...wanted, action: real !== undefined && real === realPath(wanted.linkTo) ? 'unchanged' : 'foreign' };
  }
  const text = there.isFile() ? textOf(wanted.file) : undefined;
  if (text === undefined) return { ...wanted, action: 'foreign' };
  if (text === wanted.text) return { ...wanted, action: 'unchanged' };
  return { ...wanted, action: text.includes(MARK) ? 'updated' : 'foreign' };
}
