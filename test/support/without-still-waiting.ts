import type { CliResult } from './run-cli.ts';

/** A result without the lines that say every ten seconds what is waited for: how many there are depends on the machine. */
export function withoutStillWaiting<T extends CliResult>(result: T): T {
  return { ...result, stderr: result.stderr.replaceAll(/^still \w+: .*\n/gm, '') };
}
