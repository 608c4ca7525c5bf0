import { timestamp } from '../../kernel/clock.ts';
import { explainError } from './explain-error.ts';
import type { Runtime } from './runtime.ts';

/** RFC 3339 in front of a line of a loop. */
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z /;
const LEVEL = /^(warning|error): /;

/** A line for people as a record with the keys of our log (zap's); what is JSON already stays as it is. */
function recordOf(line: string, now: number): string {
  if (line.startsWith('{')) return `${line}\n`;
  const level = LEVEL.exec(line)?.[1];
  const msg = line.replace(TIME, '').replace(LEVEL, '');
  return `${JSON.stringify({ level: level === undefined ? 'info' : level === 'warning' ? 'warn' : level, ts: timestamp(now), msg })}\n`;
}

function lines(write: (text: string) => void, now: () => number): (text: string) => void {
  return (text) => {
    for (const line of text.split('\n')) if (line !== '') write(recordOf(line, now()));
  };
}

/** The runtime of a manager whose log is read by programs: everything that it tells is one JSON record per line. */
export function jsonLines(runtime: Runtime): Runtime {
  return { ...runtime, stdout: lines(runtime.stdout, runtime.now), stderr: lines(runtime.stderr, runtime.now) };
}

/** Tells the error that ends a run as one record, and gives the exit code. `runtime`: as it was before {@link jsonLines}, or after. */
export function tellAsJson(error: unknown, runtime: Pick<Runtime, 'stderr' | 'now' | 'entry' | 'signal'>): number {
  const { signal, stderr, now, entry } = runtime;
  const { message, why, fix, exit } = explainError(signal.aborted ? signal.reason : error, { bin: entry.bin });
  stderr(`${JSON.stringify({ level: 'error', ts: timestamp(now()), msg: message, cause: why, fix, exit })}\n`);
  return exit;
}
