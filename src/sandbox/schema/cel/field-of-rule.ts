import { isJsonObject } from '../../../kernel/json.ts';
import { childPath, keyPath } from '../../failures/field-complaints.ts';
import type { SchemaNode } from '../schema-node.ts';

/** A field that a path of a definition names. */
export interface NamedField {
  /** As field errors write it: `a.b[key]`. */
  readonly path: string;
  readonly node: SchemaNode;
}

const UNESCAPED: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};

function step(field: NamedField | undefined, node: SchemaNode, name: string): NamedField | string {
  if (node.properties !== undefined) {
    const child = node.properties[name];
    return child === undefined ? 'does not refer to a valid field' : { path: childPath(field?.path, name), node: child };
  }
  if (!isJsonObject(node.additionalProperties)) return 'does not refer to a valid field';
  return { path: keyPath(field?.path, name), node: node.additionalProperties };
}

/** The field that `.a.b['key']` names in a schema, or what is wrong with the path (apiextensions, `ValidFieldPath`). */
export function fieldOfRule(path: string, root: SchemaNode, allowsBrackets = true): NamedField | string {
  let [rest, field]: [string, NamedField | undefined] = [path, undefined];
  while (rest !== '') {
    let name: string;
    if (rest.startsWith('.')) {
      name = /^[^.[\]]*/.exec(rest.slice(1))?.[0] ?? '';
      if (rest.length === 1) return 'unexpected end of JSON path';
      rest = rest.slice(1 + name.length);
    } else if (rest.startsWith('[')) {
      if (!allowsBrackets) return 'array notation is not allowed';
      const quoted = /^\[('(?:[^'\\]|\\.)*')(\]?)/.exec(rest);
      if (quoted === null) return `expected single quoted string but got ${rest.slice(1).replace(/[.[\]].*$/, '')}`;
      if (quoted[2] !== ']') return 'unexpected end of JSON path';
      name = (quoted[1] ?? '').slice(1, -1).replaceAll(/\\(.)/g, (_, letter: string) => UNESCAPED[letter] ?? letter);
      rest = rest.slice(quoted[0].length);
    } else return `expected [ or . but got: ${/^[^.[\]]*/.exec(rest)?.[0] ?? ''}`;
    const next: NamedField | string = step(field, field?.node ?? root, name);
    if (typeof next === 'string') return next;
    field = next;
  }
  return field ?? { path: '', node: root };
}
