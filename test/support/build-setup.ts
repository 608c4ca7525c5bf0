import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from './project-root.ts';
import { leftByProgram, makeRunFolder, type RunFolder } from './run-folder.ts';

/** The projects' set-ups run in one process, each with modules of its own: what they share lies here. */
const shared = globalThis as { aistackBuild?: Promise<unknown>; aistackRun?: { readonly folder: RunFolder; projects: number } };

/**
 * vitest's global set-up of every project that runs the program: it is built from the sources once, before the first test. And the system's
 * temporary folder is one of this run, for this process and for those that it starts.
 */
export async function setup(): Promise<void> {
  if (shared.aistackRun === undefined) {
    const folder = makeRunFolder();
    process.env['TMPDIR'] = folder.path;
    shared.aistackRun = { folder, projects: 0 };
    // Also where a set-up fails, or the run is broken off.
    process.once('exit', () => folder.remove());
  }
  shared.aistackRun.projects += 1;
  shared.aistackBuild ??= promisify(execFile)(process.execPath, [path.join(PROJECT_ROOT, 'tools', 'build.ts')]);
  await shared.aistackBuild;
}

/** The last project takes the folder away. Throws (and the run has failed) where the program has left something in it. */
export function teardown(): void {
  const run = shared.aistackRun;
  if (run === undefined) return;
  run.projects -= 1;
  if (run.projects > 0) return;
  const left = leftByProgram(run.folder.left());
  run.folder.remove();
  if (left.length > 0) throw new Error(`the program has left folders behind in the temporary folder: ${left.join(', ')}`);
}
