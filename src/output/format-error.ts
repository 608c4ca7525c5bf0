import type { CliError } from './cli-error.ts';

/** From this `-v` on, stacks are shown. */
const STACK_VERBOSITY = 8;

/** The text of an error for stderr: `error:`, `cause:`, `fix:` lines, each only where there is something to say; details from `-v` 1 on. */
export function formatError(error: CliError, verbosity: number): string {
  const lines = [`error: ${error.message}`];
  if (error.why !== undefined) lines.push(`cause: ${error.why}`);
  if (error.fix !== undefined) lines.push(`fix: ${error.fix}`);
  if (verbosity > 0 && error.details !== undefined) lines.push(error.details.trimEnd());
  if (verbosity >= STACK_VERBOSITY && error.stack !== undefined) lines.push(error.stack);
  return `${lines.join('\n')}\n`;
}
