import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from './project-root.ts';

/** The projects' set-ups run in one process, each with modules of its own: what they share lies here. */
const shared: { aistackBuild?: Promise<unknown> } = globalThis as { aistackBuild?: Promise<unknown> };

/** vitest's global set-up of every project that runs the program: it is built from the sources once, before the first test. */
export async function setup(): Promise<void> {
  shared.aistackBuild ??= promisify(execFile)(process.execPath, [path.join(PROJECT_ROOT, 'tools', 'build.ts')]);
  await shared.aistackBuild;
}
