import { isJsonObject } from '../../../../kernel/json.ts';
import type { JsonObject } from '../../../../kernel/json.ts';

function parsed(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a log that are JSON objects: what our scripts tell programs. Other lines are for people. */
export function jobLines(log: string): readonly JsonObject[] {
  return log.split('\n').flatMap((line) => {
    const value = line.startsWith('{') ? parsed(line) : undefined;
    return value === undefined ? [] : [value];
  });
}

/** Whether a script said that it came to its end. */
export function isWhole(lines: readonly JsonObject[]): boolean {
  return lines.some((line) => line['end'] === true);
}
