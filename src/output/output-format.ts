import { usageError } from './cli-error.ts';

/** Checks an `-o` value against the formats a command knows. Throws a usage error that lists them. */
export function parseOutputFormat<F extends string>(value: string, valid: readonly F[]): F {
  const found = valid.find((format) => format === value);
  if (found !== undefined) return found;
  throw usageError(`unknown output format "${value}"`, `use one of: ${valid.join(', ')}`);
}
