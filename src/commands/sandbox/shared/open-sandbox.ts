import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';

/** What a command says about the sandbox that it wants. */
export interface OpenSandboxOptions {
  readonly nodes: number;
  readonly gpus: number;
  readonly storageClasses: readonly string[];
  /** Default: any free port. */
  readonly port?: number;
  /** Where to write the kubeconfig. Default: a file that goes with the sandbox. */
  readonly kubeconfigOut?: string | undefined;
}

/** A sandbox that serves. */
export interface OpenedSandbox {
  readonly url: string;
  /** The kubeconfig file of its administrator. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** Its context: by this name a kubeconfig is known to be ours, and may be written over. */
const CONTEXT = 'aistack-sandbox';

function cannotWrite(file: string, why: string, cause: unknown): CliError {
  return new CliError({ exit: EXIT.general, message: `cannot write ${file}`, why, fix: 'choose another --kubeconfig-out', cause });
}

/** A kubeconfig of somebody's clusters is not written over. */
async function checkOut(file: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw cannotWrite(file, error instanceof Error ? error.message : String(error), error);
  }
  if (text === '' || text.includes(`current-context: ${CONTEXT}\n`)) return;
  throw new CliError({
    exit: EXIT.conflict,
    message: `${file} is there already and is no kubeconfig of a sandbox`,
    why: 'it would be lost',
    fix: 'choose another --kubeconfig-out, or remove the file',
  });
}

function cannotListen(error: unknown, port: number): unknown {
  if (!(error instanceof Error) || !('code' in error) || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) return error;
  const why = error.code === 'EADDRINUSE' ? 'another program listens there' : 'it needs more rights';
  return new CliError({
    exit: EXIT.general,
    message: `cannot listen on port ${String(port)}`,
    why,
    fix: 'choose another --port, or 0',
    cause: error,
  });
}

/** Starts a sandbox with controllers at lifelike speed, and writes its kubeconfig (readable for this user only). */
export async function openSandbox(options: OpenSandboxOptions): Promise<OpenedSandbox> {
  const { kubeconfigOut, port = 0, nodes, gpus, storageClasses } = options;
  if (kubeconfigOut !== undefined) await checkOut(kubeconfigOut);
  const [{ startSandbox }, { sandboxPrograms }] = await Promise.all([
    import('../../../sandbox/start-sandbox.ts'),
    import('./sandbox-programs.ts'),
  ]);
  const programs = await sandboxPrograms({ path: process.env['PATH'] ?? '/usr/bin:/bin', tempRoot: os.tmpdir() });
  const sandbox = await startSandbox({ port, nodes, gpus, storageClasses, programs, controllers: 'lifelike' }).catch((error: unknown) => {
    throw cannotListen(error, port);
  });
  const folder = kubeconfigOut === undefined ? await mkdtemp(path.join(os.tmpdir(), 'aistack-sandbox-')) : undefined;
  const kubeconfig = folder === undefined ? path.resolve(kubeconfigOut ?? '') : path.join(folder, 'kubeconfig');
  const remove = async (): Promise<void> => rm(folder ?? kubeconfig, { recursive: true, force: true });
  try {
    await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  } catch (error) {
    await sandbox.close();
    throw cannotWrite(kubeconfig, error instanceof Error ? error.message : String(error), error);
  }
  return {
    url: sandbox.url,
    kubeconfig,
    close: async () => {
      await sandbox.close();
      await remove();
    },
  };
}
