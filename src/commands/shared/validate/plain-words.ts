import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { SchemaIssue } from '../../../kernel/kind-definition.ts';
import { closest } from '../../../output/closest.ts';

/** What is wrong and what to do about it, in words. */
export interface Words {
  readonly cause: string;
  readonly fix: string;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current)) current = current[Number(step)] as unknown;
    else current = isJsonObject(current) ? current[String(step)] : undefined;
  }
  return current;
}

/** The description of a field in a structural schema. */
export function describedAt(schema: JsonObject, path: readonly PropertyKey[]): string | undefined {
  let current: unknown = schema;
  for (const step of path) {
    if (!isJsonObject(current)) return undefined;
    const { properties, items, additionalProperties } = current;
    if (typeof step === 'number') current = items;
    else current = (isJsonObject(properties) ? properties[String(step)] : undefined) ?? additionalProperties;
  }
  const description = isJsonObject(current) ? current['description'] : undefined;
  return typeof description === 'string' ? description : undefined;
}

const TYPE = /^Invalid input: expected (\w+), received \w+$/;
const OPTION = /^Invalid option: expected one of (.+)$/;

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type === 'record' ? 'map' : type}`;
}

/** Says an issue of a schema plainly. `value` is the object, from which only what stands in place of an option is ever told. */
export function plainWords(issue: SchemaIssue, value: unknown, description: string | undefined): Words {
  const given = valueAt(value, issue.path);
  const about = description === undefined ? '' : `: ${description}`;
  const [unknown, suggestion] = issue.message.split('; ', 2);
  if (unknown === 'unknown field') return { cause: 'there is no such field', fix: suggestion ?? 'remove it' };
  const type = TYPE.exec(issue.message)?.[1];
  if (type !== undefined && (given === undefined || given === null)) return { cause: 'is missing', fix: `add it${about}` };
  if (type !== undefined) return { cause: `must be ${article(type)}`, fix: `correct it${about}` };
  const options = OPTION.exec(issue.message)?.[1]
    ?.split('|')
    .map((option) => option.replaceAll('"', ''));
  if (options !== undefined) {
    const meant =
      typeof given === 'string'
        ? (options.find((option) => option.toLowerCase() === given.toLowerCase()) ?? closest(given, options))
        : undefined;
    const fix = meant === undefined ? `correct it${about}` : `did you mean "${meant}"?`;
    return given === undefined ? { cause: 'is missing', fix: `add it${about}` } : { cause: `must be one of ${options.join(', ')}`, fix };
  }
  if (issue.message === 'is missing') return { cause: 'is missing', fix: `add it${about}` };
  return { cause: issue.message === 'Invalid input' ? 'is not valid' : issue.message, fix: `correct it${about}` };
}
