import { isJsonObject } from '../../../kernel/json.ts';

/** Longer texts are shown as blocks. */
const LINE_BREAK = /\r\n|[\n\r]/;

/** Would speak to the terminal. */
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

/** A value on one line, as it is written in the object: quantities and durations are not converted. */
function scalar(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '""' : value.replaceAll(CONTROL, ' ');
  return JSON.stringify(value);
}

function isLeaf(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return typeof value !== 'string' || !LINE_BREAK.test(value);
}

function itemLines(item: unknown, indent: string): readonly string[] {
  if (isLeaf(item)) return [`${indent}- ${scalar(item)}`];
  const [first = '', ...rest] = valueTree(item, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

/** A JSON value as an indented tree, fields in their order. */
export function valueTree(value: unknown, indent = ''): readonly string[] {
  if (typeof value === 'string') return value.split(LINE_BREAK).map((line) => `${indent}${line.replaceAll(CONTROL, ' ')}`);
  if (Array.isArray(value)) return value.flatMap((item: unknown) => itemLines(item, indent));
  if (!isJsonObject(value)) return [`${indent}${scalar(value)}`];
  return Object.entries(value).flatMap(([name, field]) => {
    if (isLeaf(field)) return [`${indent}${name}: ${scalar(field)}`];
    return [`${indent}${name}:${typeof field === 'string' ? ' |' : ''}`, ...valueTree(field, `${indent}  `)];
  });
}
