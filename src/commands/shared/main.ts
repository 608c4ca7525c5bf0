import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { dispatch } from './dispatch.ts';
import { entryPointOf } from './entry-point.ts';
import { watchForInterruption } from './interruption.ts';
import type { Runtime } from './runtime.ts';

/** What `bin/run.js` hands over. */
export interface Launch {
  /** Name of the executable that was called: `kubectl-maia`. */
  readonly executable: string;
  readonly argv: readonly string[];
  /** The folder of package.json. */
  readonly root: string;
}

function columnsOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): number | undefined {
  if (!stream.isTTY) return undefined;
  const forced = Number(env['COLUMNS']);
  return Number.isInteger(forced) && forced > 0 ? forced : stream.columns;
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The runtime of this process. */
function processRuntime(launch: Launch): Runtime {
  const columns = columnsOf(process.stdout, process.env);
  const signal = watchForInterruption(process);
  return {
    entry: entryPointOf(launch.executable),
    version: versionOf(launch.root),
    root: launch.root,
    env: process.env,
    now: () => Date.now(),
    stdout: (chunk) => void process.stdout.write(chunk),
    stderr: (chunk) => void process.stderr.write(chunk),
    readStdin: () => text(process.stdin),
    stderrIsTerminal: process.stderr.isTTY,
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    readLine: async (question) => {
      const { readLine } = await import('./read-line.ts');
      return await readLine({ input: process.stdin, output: process.stderr }, question, signal);
    },
    signal,
    ...(process.stdin.isTTY &&
      process.stdout.isTTY &&
      process.env['TERM'] !== 'dumb' && { terminal: { stdin: process.stdin, stdout: process.stdout } }),
    ...(columns !== undefined && { columns }),
  };
}

/** Runs the program: sets the exit code and lets the process end by itself, so that everything written is flushed first. */
export async function main(launch: Launch): Promise<void> {
  process.exitCode = await dispatch(launch.argv, processRuntime(launch));
}
