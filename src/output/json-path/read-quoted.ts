import type { Scanner } from './scanner.ts';

/** Go's escapes of one letter. */
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

const CODE = /x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}/;
const HIGHEST_CODE_POINT = 0x10_ff_ff;

function readEscape(scanner: Scanner): string {
  const at = scanner.at - 1;
  const code = scanner.take(CODE);
  const point = code === undefined ? 0 : /^[0-7]/.test(code) ? Number.parseInt(code, 8) : Number.parseInt(code.slice(1), 16);
  if (code !== undefined && point <= HIGHEST_CODE_POINT) return String.fromCodePoint(point);
  const letter = scanner.peek();
  const plain = ESCAPES[letter];
  if (code !== undefined || plain === undefined)
    scanner.fail(`\\${code ?? letter} is no escape; there are \\n \\t \\\\ \\" \\' \\u0041`, at);
  scanner.skip(letter);
  return plain;
}

/** Reads a text in single or double quotes, with the escapes of Go. */
export function readQuoted(scanner: Scanner): string {
  const open = scanner.at;
  const quote = scanner.peek();
  scanner.skip(quote);
  let text = '';
  for (;;) {
    const plain = scanner.take(/[^"'\\\n]+/);
    if (plain !== undefined) text += plain;
    else if (scanner.skip(quote)) return text;
    else if (scanner.skip('\\')) text += readEscape(scanner);
    else if (scanner.peek() === '"' || scanner.peek() === "'") text += scanner.take(/["']/) ?? '';
    else scanner.fail(`this ${quote} is not closed`, open);
  }
}
