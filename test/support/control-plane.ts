import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { guardControlPlane } from './control-plane-guard.ts';
import { startPrograms } from './control-plane-programs.ts';
import type { ControlPlane, ControlPlaneOptions } from './control-plane-types.ts';
import type { ControlPlaneSource } from './control-plane-source.ts';
import { findControlPlane } from './control-plane-source.ts';
import { PROJECT_ROOT } from './project-root.ts';

const run = promisify(execFile);

async function startByScript(script: string, dir: string, options: ControlPlaneOptions): Promise<ControlPlane> {
  const bare = options.bare ?? false;
  const flags = bare ? ['--bare'] : ['--nodes', String(options.nodes ?? 3), '--gpus', String(options.gpus ?? 0)];
  if (options.audit === true) flags.push('--audit');
  const guard = guardControlPlane(dir, [script, 'up', dir, ...flags]);
  try {
    await guard.started;
  } catch (error) {
    const log = await readFile(path.join(dir, 'up.log'), 'utf8').catch(() => '');
    await guard.release();
    throw new Error(`the control plane did not start: ${log.trim()}`, { cause: error });
  }
  const tell = async (...args: readonly string[]): Promise<void> => {
    await run(script, args);
  };
  return {
    ...controlPlaneFiles(dir),
    controllers: !bare,
    stop: async (program) => tell('stop', dir, program),
    start: async (program) => tell('start', dir, program),
    kill: async (program) => tell('stop', dir, program, '-9'),
    close: guard.release,
  };
}

async function startFromFolder(folder: string, dir: string, options: ControlPlaneOptions): Promise<ControlPlane> {
  const guard = guardControlPlane(dir, []);
  await guard.started;
  try {
    const programs = await startPrograms(folder, dir, options.audit ?? false);
    return { ...controlPlaneFiles(dir), ...programs, controllers: false, close: guard.release };
  } catch (error) {
    await guard.release();
    throw error;
  }
}

/** Where the files of a control plane lie. */
export function controlPlaneFiles(dir: string): Pick<ControlPlane, 'kubeconfig' | 'kubeconfigs' | 'dir' | 'kubectl'> {
  const of = (user: string): string => path.join(dir, `${user}.kubeconfig`);
  return {
    dir,
    kubeconfig: path.join(dir, 'kubeconfig'),
    kubeconfigs: { nobody: of('nobody'), developer: of('developer'), ci: of('ci') },
    kubectl: path.join(dir, 'bin', 'kubectl'),
  };
}

/**
 * Starts a control plane of its own for the caller, in a new folder below the system's temporary folder. Takes 4 to 6 seconds.
 * A folder of programs without a start script gives API server and etcd only, whatever the options ask for: look at `controllers`.
 */
export async function startControlPlane(
  options: ControlPlaneOptions = {},
  source: ControlPlaneSource = findControlPlane(process.env, PROJECT_ROOT),
): Promise<ControlPlane> {
  if (source.from === 'nowhere') throw new Error(source.why);
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-plane-'));
  return source.from === 'script' ? startByScript(source.script, dir, options) : startFromFolder(source.folder, dir, options);
}
