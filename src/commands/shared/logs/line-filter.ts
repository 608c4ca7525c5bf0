import { isJsonObject } from '../../../kernel/json.ts';
import { usageError } from '../../../output/cli-error.ts';

/** From least to most grave. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What programs write for the levels: the words of klog, zap, Python, tracing and bunyan. */
const WORDS: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  trc: 'trace',
  debug: 'debug',
  dbg: 'debug',
  info: 'info',
  inf: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  error: 'error',
  err: 'error',
  fatal: 'fatal',
  critical: 'fatal',
  panic: 'fatal',
};

/** Where a level is looked for: what comes later in a line is its message. */
const HEAD = 80;

/** Numbers as bunyan and pino write them. */
function ofNumber(level: number): LogLevel {
  return LOG_LEVELS[Math.min(LOG_LEVELS.length - 1, Math.max(0, Math.floor(level / 10) - 1))] ?? 'info';
}

/** Level of a line, by its JSON field or the first word that is one; undefined where it says none: a stack trace, a banner. */
export function levelOf(line: string): LogLevel | undefined {
  if (line.startsWith('{')) {
    try {
      const record: unknown = JSON.parse(line);
      if (!isJsonObject(record)) return undefined;
      const level = record['level'] ?? record['severity'] ?? record['lvl'];
      return typeof level === 'number' ? ofNumber(level) : WORDS[String(level).toLowerCase()];
    } catch {
      // Not JSON after all.
    }
  }
  // klog: `E1121 22:00:00.000000 …`
  const [, klog] = /^([IWEF])\d{4} \d\d:/.exec(line) ?? [];
  if (klog !== undefined) return ({ I: 'info', W: 'warn', E: 'error', F: 'fatal' } as const)[klog as 'I' | 'W' | 'E' | 'F'];
  for (const [word] of line.slice(0, HEAD).matchAll(/[A-Za-z]+/g)) {
    // A level stands in capitals, or as `level=warn`, `[warn]`; the word "error" in a message is none.
    const level = WORDS[word.toLowerCase()];
    if (level !== undefined && (word === word.toUpperCase() || new RegExp(`(level=|lvl=|\\[)"?${word}\\b`).test(line))) return level;
  }
  return undefined;
}

/** Which lines of one log are printed. It remembers: a line without a level belongs to the one before. */
export type LineFilter = (line: string) => boolean;

/**
 * A filter of lines for each log: those that match the expression, of at least the level. Absent where nothing is left out. Throws a usage
 * error for an expression that is none.
 */
export function lineFilters(grep: string | undefined, level: LogLevel | undefined): (() => LineFilter) | undefined {
  if (grep === undefined && level === undefined) return undefined;
  let pattern: RegExp | undefined;
  try {
    pattern = grep === undefined ? undefined : new RegExp(grep);
  } catch (error) {
    throw usageError(`--grep "${grep ?? ''}" is no regular expression: ${(error as Error).message}`, 'write it as JavaScript has them');
  }
  const least = level === undefined ? 0 : LOG_LEVELS.indexOf(level);
  return () => {
    let grave = false;
    return (line) => {
      const own = levelOf(line.replace(/^\d{4}-\d\d-\d\dT\S+Z /, ''));
      if (own !== undefined) grave = LOG_LEVELS.indexOf(own) >= least;
      return (level === undefined || grave) && (pattern === undefined || pattern.test(line));
    };
  };
}
