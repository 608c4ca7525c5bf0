/** Structured details of a log line. Never a Secret's value, a token or a request body. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where the engine and the cluster client report; a parameter everywhere, so that tests and commands decide what becomes of it. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const ignore = (): void => undefined;

/** A log that drops everything. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
