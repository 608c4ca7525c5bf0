import { sortedKeys } from './sorted-keys.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A string in double quotes as Go's `%q` writes it. */
export function goQuote(text: string): string {
  return `"${text.replaceAll(/[\\"\p{C}\p{Zl}\p{Zp}]|[^\S ]/gu, escaped)}"`;
}

/** A number as Go's `%v` writes it: exponents have two digits at least. */
export function goNumber(value: number): string {
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '\\u0026')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** JSON in the order given, with the characters escaped that Go's encoder escapes for HTML. */
export function goStructJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value));
}

/** JSON as Go writes a map: sorted keys, and the same escapes. */
export function goJson(value: unknown): string {
  return goStructJson(sortedKeys(value) ?? null);
}
