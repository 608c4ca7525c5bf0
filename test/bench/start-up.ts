import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { nodeFolder } from '../support/run-cli.ts';
import { quantile } from './quantile.ts';

/** Median milliseconds from start to end of a command. */
export interface StartUp {
  readonly runs: number;
  readonly version: number;
  readonly get: number;
  /** `kubectl version --client` of the kubectl on the PATH. */
  readonly kubectl: number;
}

async function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, { env, stdio: 'ignore' });
  const [code] = (await once(child, 'close')) as readonly unknown[];
  const took = performance.now() - start;
  if (code !== 0) throw new Error(`${path.basename(program)} ${args.join(' ')} ended with ${String(code)}`);
  return took;
}

/** Runs the three commands in turn, `runs` times after one that fills the caches, so that what else the machine does hits all alike. */
export async function measureStartUp(kubeconfig: string, runs: number): Promise<StartUp> {
  const env = { ...process.env, PATH: `${nodeFolder()}${path.delimiter}${process.env['PATH'] ?? ''}`, KUBECONFIG: kubeconfig };
  const ours = path.join(PROJECT_ROOT, 'bin', 'kubectl-maia');
  const commands = [
    { name: 'version', program: ours, args: ['version'] },
    { name: 'get', program: ours, args: ['get', 'instances', '-A'] },
    { name: 'kubectl', program: 'kubectl', args: ['version', '--client'] },
  ] as const;
  const times: Record<(typeof commands)[number]['name'], number[]> = { version: [], get: [], kubectl: [] };
  for (let run = 0; run <= runs; run += 1) {
    for (const { name, program, args } of commands) {
      const took = await timed(program, args, env);
      if (run > 0) times[name].push(took);
    }
  }
  return { runs, version: quantile(times.version, 0.5), get: quantile(times.get, 0.5), kubectl: quantile(times.kubectl, 0.5) };
}
