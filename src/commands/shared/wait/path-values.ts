import { CliError } from '../../../output/cli-error.ts';
import { findAll } from '../../../output/json-path/find-all.ts';
import { parseJsonPath } from '../../../output/json-path/parse-json-path.ts';
import { valueText } from '../../../output/json-path/value-text.ts';

/** What an object has at a path, as text. Empty where there is nothing, and where the object does not (yet) have the shape that the path needs. */
export function pathValues(object: unknown, path: string): readonly string[] {
  const parsed = parseJsonPath(path);
  try {
    return findAll(parsed, object)
      .filter((value) => value !== null && value !== undefined)
      .map(valueText);
  } catch (error) {
    if (error instanceof CliError) return [];
    throw error;
  }
}

/** Whether what is at a path is told by an operator, and may therefore speak of an older spec. */
export function speaksOfStatus(path: string): boolean {
  return /^\{?\s*[$@]?\.?(?:status\b|\[['"]status\b)/.test(path);
}
