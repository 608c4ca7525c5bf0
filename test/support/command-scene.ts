import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { SharedControlPlane } from './control-plane-setup.ts';
import { runCli, type CliOptions, type CliResult } from './run-cli.ts';
import { withoutStillWaiting } from './without-still-waiting.ts';

const run = promisify(execFile);
/** Milliseconds for a program on a slow machine. */
const LONGEST_MS = 240_000;

/** A namespace of a test's own on a server with all our kinds, and the hands to work in it. */
export interface CommandScene {
  readonly namespace: string;
  /** Runs an entry point as administrator in the namespace: `aistack('scale agent x --replicas 2')`. */
  aistack(args: string | readonly string[], options?: CliOptions): Promise<CliResult>;
  /** kubectl as administrator, in the namespace; gives what it prints. */
  kubectl(args: string | readonly string[], input?: string): Promise<string>;
}

function words(args: string | readonly string[]): readonly string[] {
  return typeof args === 'string' ? args.split(' ').filter(Boolean) : args;
}

/** Installs our kinds where they are missing, and makes the namespace. */
export async function commandScene(plane: Pick<SharedControlPlane, 'kubeconfig' | 'kubectl'>, prefix: string): Promise<CommandScene> {
  const namespace = `${prefix}-${randomUUID().slice(0, 8)}`;
  const kubectl: CommandScene['kubectl'] = async (args, input) => {
    const child = run(plane.kubectl, ['--kubeconfig', plane.kubeconfig, '-n', namespace, ...words(args)]);
    child.child.stdin?.end(input ?? '');
    return (await child).stdout;
  };
  const aistack: CommandScene['aistack'] = async (args, options) =>
    withoutStillWaiting(
      await runCli([...words(args), '-n', namespace], {
        entry: 'kubectl-aistack',
        kubeconfig: plane.kubeconfig,
        timeoutMs: LONGEST_MS,
        ...options,
      }),
    );
  const installed = await runCli(['install', '--adopt'], { entry: 'kubectl-aistack', kubeconfig: plane.kubeconfig });
  if (installed.code !== 0) throw new Error(`cannot install our kinds: ${installed.stderr}`);
  await kubectl(['create', 'namespace', namespace]);
  return { namespace, aistack, kubectl };
}
