import { spawn } from 'node:child_process';
import { vi } from 'vitest';
import { emptyHome } from '../../support/run-cli.ts';

/** A kubectl that has ended. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A kubectl at work. */
export interface RunningKubectl {
  stdout(): string;
  stderr(): string;
  /** Resolves when it has ended. */
  readonly ended: Promise<Finished>;
  kill(): void;
}

/** What it is run with. */
export interface KubectlRun {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: none, and the end of it at once. */
  readonly input?: string;
}

/** Starts a kubectl with a kubeconfig and nothing of the environment but the path. */
export function startKubectl(
  program: string,
  kubeconfig: string,
  args: readonly string[],
  { env = {}, input = '' }: KubectlRun = {},
): RunningKubectl {
  const child = spawn(program, ['--kubeconfig', kubeconfig, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: emptyHome(), ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<Finished>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { stdout: () => stdout, stderr: () => stderr, ended, kill: () => void child.kill('SIGTERM') };
}

/** Runs a kubectl to its end. */
export async function kubectl(program: string, kubeconfig: string, args: readonly string[], run: KubectlRun = {}): Promise<Finished> {
  return startKubectl(program, kubeconfig, args, run).ended;
}

/** The local port that a port-forward took, once it says so. */
export async function forwardedPort(running: RunningKubectl): Promise<number> {
  return vi.waitFor(
    () => {
      const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(running.stdout())?.[1];
      if (port === undefined) throw new Error(`no port yet: ${running.stdout()}${running.stderr()}`);
      return Number(port);
    },
    { timeout: 60_000, interval: 20 },
  );
}
