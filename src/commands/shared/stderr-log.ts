import { timestamp } from '../../kernel/clock.ts';
import type { Log, LogFields } from '../../kernel/log.ts';

/** How a log is written. */
export interface StderrLogOptions {
  readonly write: (text: string) => void;
  readonly now: () => number;
  /** 0: warnings and errors; 2 and more: what happens; 4 and more: details. */
  readonly verbosity: number;
  readonly format: 'text' | 'json';
}

const INFO_VERBOSITY = 2;
const DEBUG_VERBOSITY = 4;

function textOf(level: string, message: string, fields: LogFields): string {
  const details = Object.entries(fields).map(([name, value]) => ` ${name}=${String(value)}`);
  return `${level}: ${message}${details.join('')}\n`;
}

/** A log on stderr: lines for people, or JSON lines with the keys that zap uses (`level`, `ts`, `msg`). */
export function stderrLog(options: StderrLogOptions): Log {
  const { write, now, verbosity, format } = options;
  const line =
    (level: 'debug' | 'info' | 'warning' | 'error', from: number) =>
    (message: string, fields: LogFields = {}): void => {
      if (verbosity < from) return;
      if (format === 'text') write(textOf(level, message, fields));
      else write(`${JSON.stringify({ level: level === 'warning' ? 'warn' : level, ts: timestamp(now()), msg: message, ...fields })}\n`);
    };
  return { debug: line('debug', DEBUG_VERBOSITY), info: line('info', INFO_VERBOSITY), warn: line('warning', 0), error: line('error', 0) };
}
