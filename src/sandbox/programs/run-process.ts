import { spawn } from 'node:child_process';
import os from 'node:os';

/** A process to run. */
export interface ProcessSpec {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin?: NodeJS.ReadableStream | undefined;
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
  /** Aborted: the process and all its children get SIGTERM, and SIGKILL after the grace period. */
  readonly signal: AbortSignal;
  /** Milliseconds between the two. Default 2000. */
  readonly graceMs?: number;
}

/** What a shell says of a program that is not there, and of one killed by a signal. */
const NOT_FOUND = 127;
const SIGNALLED = 128;

/**
 * Runs a process in a group of its own and resolves with its exit code once it has ended and its output is read; 128 and the number of the
 * signal where one killed it. Children that it leaves behind are killed, as in a container whose first process ends.
 */
export async function runProcess({ command, env, cwd, stdin, stdout, stderr, signal, graceMs = 2000 }: ProcessSpec): Promise<number> {
  const [file = '', ...args] = command;
  if (signal.aborted) return SIGNALLED + os.constants.signals.SIGTERM;
  const child = spawn(file, args, { env, cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const killGroup = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group is gone already.
    }
  };
  let killTimer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    killGroup('SIGTERM');
    killTimer = setTimeout(() => killGroup('SIGKILL'), graceMs);
    killTimer.unref();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  child.stdout.on('data', stdout);
  child.stderr.on('data', stderr);
  // A command that does not read its input closes it.
  child.stdin.on('error', () => {});
  if (stdin === undefined) child.stdin.end();
  else stdin.pipe(child.stdin);
  try {
    return await new Promise<number>((resolve) => {
      child.once('error', (error) => {
        stderr(Buffer.from(`${file}: ${error.message}\n`));
        resolve(NOT_FOUND);
      });
      child.once('exit', () => killGroup('SIGKILL'));
      child.once('close', (code, name) => resolve(code ?? SIGNALLED + (name === null ? 0 : os.constants.signals[name])));
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(killTimer);
  }
}
