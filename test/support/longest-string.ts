/** Makes a text of exactly `length` characters; different salts give different texts where the form allows it. */
type Form = (length: number, salt: string) => string;

const letters = (length: number, salt: string): string => 'a'.repeat(Math.max(length - salt.length, 0)) + salt;

/** Labels of 63 characters with dots between them. */
function dotted(length: number, salt: string): string {
  const text = letters(length, salt);
  return Array.from(text, (letter, index) => (index % 64 === 63 && index < length - 1 ? '.' : letter)).join('');
}

const between =
  (before: string, middle: string, after: string): Form =>
  (length) =>
    before + middle.repeat(Math.max(length - before.length - after.length, 0)) + after;

const FORMS: readonly Form[] = [
  letters,
  dotted,
  (length, salt) => `/${letters(length - 1, salt)}`,
  (length, salt) => `http://${letters(length - 7, salt)}`,
  (length, salt) => letters(length, salt).toUpperCase(),
  (length) => `${'a'.repeat(128)}@sha256:${'0'.repeat(64)}`.slice(0, length),
  (length) => `${dotted(253, '')}/${'a'.repeat(63)}`.slice(0, length),
  between('', '0', '1s'),
  between('', '0', '1Gi'),
  between('', '0', '1'),
  between('+000000000000000000000000000001.', '0', 'Ki'),
  between('2031-01-01T00:00:00.', '0', 'Z'),
  (length) => `0 0 1 1 ${'0,'.repeat(length)}`.slice(0, length),
  (length) => (length === 4 ? '100%' : ''),
];

/** A text of `length` characters (or the nearest shorter length that can be had) that matches `pattern`. */
export function longestString(pattern: RegExp | undefined, length: number, salt = ''): string {
  if (pattern === undefined) return letters(length, salt);
  for (let size = length; size > 0; size -= 1) {
    for (const form of FORMS) {
      const text = form(size, salt);
      if (text.length === size && pattern.test(text)) return text;
    }
  }
  throw new Error(`no text is known that matches ${pattern.source}: give a hint for its path`);
}
