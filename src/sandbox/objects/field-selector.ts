import { badRequest } from '../failures/common-failures.ts';
import type { ServedResource } from '../resources/served-resource.ts';

/** One term of a field selector. */
export interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

const COMMON: ReadonlySet<string> = new Set(['metadata.name', 'metadata.namespace']);
const BACKSLASH = '\\';

/** Splits at commas that no backslash protects. */
function termsOf(selector: string): readonly string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < selector.length; at += 1) {
    if (selector[at] === BACKSLASH) at += 1;
    else if (selector[at] === ',') {
      terms.push(selector.slice(start, at));
      start = at + 1;
    }
  }
  return [...terms, selector.slice(start)].filter((term) => term !== '');
}

function unescaped(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === BACKSLASH) {
      at += 1;
      const next = text[at] ?? '';
      if (next === '' || !'\\,='.includes(next)) throw badRequest(`invalid field selector: invalid escape sequence: \\${next}`);
      result += next;
    } else if (character === '=' || character === ',') {
      throw badRequest(`invalid field selector: unescaped character in value: ${String(character.charCodeAt(0))}`);
    } else {
      result += character;
    }
  }
  return result;
}

function readTerm(term: string): FieldRequirement {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
  if (match === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, field = '', operator, value = ''] = match;
  return { field, equal: operator !== '!=', value: unescaped(value) };
}

function unknownField({ kind, group, custom, selectableFields }: ServedResource, field: string): Error {
  if (group === 'batch' && kind === 'Job') return badRequest(`field label "${field}" not supported for Job`);
  if (custom || selectableFields.length > 0) return badRequest(`field label not supported: ${field}`);
  return badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

/** Reads a field selector (`metadata.name=x,spec.nodeName!=`) of a type. Throws 400 where it is malformed or the type lacks a field. */
export function parseFieldSelector(resource: ServedResource, selector: string): readonly FieldRequirement[] {
  const requirements = termsOf(selector).map(readTerm);
  for (const { field } of requirements)
    if (!COMMON.has(field) && !resource.selectableFields.includes(field)) throw unknownField(resource, field);
  return requirements;
}
