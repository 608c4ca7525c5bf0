import { usageError } from '../../../output/cli-error.ts';

/** Reads `--labels a=b,c=d` (repeatable). Throws a usage error that names the flag. */
export function keyValues(given: readonly string[] | undefined, flag: string): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  const pairs = given
    .flatMap((text) => text.split(','))
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals <= 0) throw usageError(`--${flag} "${pair}" is not KEY=VALUE`, `write it like --${flag} team=search`);
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1)] as const;
    });
  return Object.fromEntries(pairs);
}
