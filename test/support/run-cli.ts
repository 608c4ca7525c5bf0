import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kubeconfigFor } from './operator-kubeconfig.ts';
import { PROJECT_ROOT } from './project-root.ts';

/** How to run an entry point. */
export interface CliOptions {
  /** File in `bin/`. Default `kubectl-maia`. */
  readonly entry?: string;
  /** Sets `KUBECONFIG`, to that of the operator's account for `reconcile`. Without it no kubeconfig of this machine is seen. */
  readonly kubeconfig?: string;
  /** `reconcile` too has the kubeconfig that is given: the test is about what a person may do and an operator may not. */
  readonly asAdministrator?: boolean;
  /** Added to a small environment that has nothing of the caller's but `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on standard input. Default: nothing. */
  readonly input?: string;
  readonly cwd?: string;
  /** Milliseconds after which it is killed (the code is then undefined). Default 60 000. */
  readonly timeoutMs?: number;
}

/** What a run left behind. `code` is undefined when a signal ended it. */
export interface CliResult {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that still runs. */
export interface RunningCli {
  readonly pid: number;
  readonly done: Promise<CliResult>;
  /** Resolves with everything written so far once the pattern is in stdout or stderr; rejects when the program ends first. */
  until(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
}

const KILL_AFTER_MS = 60_000;

/** The folder of the Node that the project brings along, else of the one that runs the tests. */
export function nodeFolder(): string {
  const own = path.join(PROJECT_ROOT, 'node_modules', 'node', 'bin');
  return existsSync(path.join(own, 'node')) ? own : path.dirname(process.execPath);
}

let home: string | undefined;

/** An empty home folder, so that nothing of the user's own configuration is seen. */
export function emptyHome(): string {
  if (home === undefined) {
    const made = mkdtempSync(path.join(os.tmpdir(), 'aistack-home-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    home = made;
  }
  return home;
}

function environment(args: readonly string[], { asAdministrator = false, env, kubeconfig }: CliOptions): NodeJS.ProcessEnv {
  return {
    PATH: `${nodeFolder()}${path.delimiter}${process.env['PATH'] ?? ''}`,
    HOME: emptyHome(),
    XDG_CACHE_HOME: path.join(os.tmpdir(), 'aistack-test-cache'),
    TERM: 'dumb',
    TMPDIR: os.tmpdir(),
    ...(kubeconfig === undefined ? {} : { KUBECONFIG: asAdministrator ? kubeconfig : kubeconfigFor(args, kubeconfig) }),
    ...env,
  };
}

interface Output {
  stdout: string;
  stderr: string;
}

async function untilOutput(child: ChildProcess, output: Output, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const text = output.stdout + output.stderr;
      if (!pattern.test(text)) return;
      child.stdout?.off('data', look);
      child.stderr?.off('data', look);
      resolve(text);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () => reject(new Error(`ended before ${String(pattern)} was seen:\n${output.stdout}${output.stderr}`)));
    look();
  });
}

/** Starts an entry point of `bin/` under the project's own Node. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const program = path.join(PROJECT_ROOT, 'bin', options.entry ?? 'kubectl-maia');
  const child = spawn(program, args, { cwd: options.cwd ?? PROJECT_ROOT, env: environment(args, options) });
  const output: Output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  // A program that does not read its input closes the pipe: that is its right.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? KILL_AFTER_MS);
  const done = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? undefined, ...output });
    });
  });
  return {
    pid: child.pid ?? 0,
    done,
    until: async (pattern) => untilOutput(child, output, pattern),
    signal: (name) => child.kill(name),
  };
}

/** Runs an entry point of `bin/` to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).done;
}
