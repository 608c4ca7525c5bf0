import { execFile } from 'node:child_process';
import { emptyHome, nodeFolder } from './run-cli.ts';

/** What a script left behind. */
export interface ShellResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs lines of a guide as a person would type them: with bash, stopping at the first that fails, and nothing of the caller's environment. */
export async function runShell(
  script: string,
  options: { readonly cwd: string; readonly path: readonly string[]; readonly env?: Readonly<Record<string, string>> },
): Promise<ShellResult> {
  const env = {
    HOME: emptyHome(),
    PATH: [...options.path, nodeFolder(), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    ...options.env,
  };
  return await new Promise((resolve) => {
    execFile(
      'bash',
      ['-euo', 'pipefail', '-c', script],
      { cwd: options.cwd, env, timeout: 300_000, maxBuffer: 16 << 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      },
    );
  });
}
