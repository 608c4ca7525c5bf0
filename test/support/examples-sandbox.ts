import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sandboxPrograms } from '../../src/commands/sandbox/shared/sandbox-programs.ts';
import { inProcessCli } from './in-process-cli.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { startSandboxPlane, type StartedSandbox } from './start-sandbox-plane.ts';

/** What the comments of the examples ask of a cluster. */
const STORAGE_CLASSES: readonly string[] = ['fast-ssd'];

/** Files whose objects stand in a namespace that an operator makes. */
const IN_MADE_NAMESPACES = /tenant-secrets\.yaml$/;

/**
 * A sandbox on which everything of `examples/` was applied and reconciled: what a reader of the help has. With `system` only the examples of that
 * one. End it with `close()`.
 */
export async function startExamplesSandbox(system = '.'): Promise<StartedSandbox> {
  const plane = await startSandboxPlane({
    storageClasses: STORAGE_CLASSES,
    programs: await sandboxPrograms({ path: process.env['PATH'] ?? '', tempRoot: os.tmpdir() }),
  });
  const run = async (...args: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await inProcessCli('kubectl-aistack', args, plane.kubeconfig);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}:\n${stdout}${stderr}`);
  };
  const folder = path.join(PROJECT_ROOT, 'examples', system);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml')).toSorted();
  try {
    await run('install');
    const apply = async (chosen: readonly string[]): Promise<void> =>
      run('apply', ...chosen.map((file) => `--filename=${path.join(folder, file)}`));
    await apply(files.filter((file) => !IN_MADE_NAMESPACES.test(file)));
    const later = files.filter((file) => IN_MADE_NAMESPACES.test(file));
    if (later.length > 0) {
      await run('reconcile', '--all-namespaces', '--once');
      await apply(later);
    }
    await run('reconcile', '--all-namespaces', '--timeout=5m');
  } catch (error) {
    await plane.close();
    throw error;
  }
  return plane;
}
