import type { SharedControlPlane } from './control-plane-setup.ts';
import { commandScene, type CommandScene } from './command-scene.ts';
import { startCli, type CliResult, type RunningCli } from './run-cli.ts';
import { runHere } from './run-here.ts';

/** A namespace of a test's own, `kubectl maia` in it, and the hands to play the operator of tenants. */
export interface MaiaTaskScene extends CommandScene {
  /** Everything that the runs below wrote. */
  readonly outputs: readonly string[];
  /** Runs `kubectl maia` in this process. */
  maia(args: string | readonly string[]): Promise<CliResult>;
  /** Starts it as a program of its own. */
  start(args: string): RunningCli;
  /** An object as kubectl reads it. */
  json(object: string): Promise<Record<string, Record<string, unknown>>>;
  /** Writes the status of a MaiaTenant. */
  tell(tenant: string, status: unknown): Promise<void>;
}

/** Sets the scene. */
export async function maiaTaskScene(plane: SharedControlPlane, prefix: string): Promise<MaiaTaskScene> {
  const scene = await commandScene(plane, prefix);
  const { kubeconfig } = plane;
  const outputs: string[] = [];
  const keep = ({ stdout, stderr }: CliResult): void => void outputs.push(stdout, stderr);
  return {
    ...scene,
    outputs,
    maia: async (args) => {
      const words = typeof args === 'string' ? args.split(' ') : args;
      const result = await runHere([...words, '-n', scene.namespace], { executable: 'kubectl-maia', kubeconfig });
      keep(result);
      return result;
    },
    start: (args) => {
      const running = startCli([...args.split(' '), '-n', scene.namespace], { kubeconfig, timeoutMs: 240_000 });
      void running.done.then(keep);
      return running;
    },
    json: async (object) => JSON.parse(await scene.kubectl(['get', object, '-o', 'json'])) as Record<string, Record<string, unknown>>,
    tell: async (tenant, status) => {
      await scene.kubectl(['patch', 'maiatenant', tenant, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })]);
    },
  };
}
