import stringWidth from 'string-width';

/** Text of these characters is as wide as it is long; only the rest needs the tables of `string-width`. */
const PLAIN = /^[\u0020-\u007e]*$/;

/** How many terminal columns a text takes (East Asian wide characters take two, combining marks none). */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The text with blanks behind it up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The text cut to `width` columns, its last one an ellipsis where something was cut off. */
export function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = displayWidth(segment);
    if (used + next > width - 1) break;
    cut += segment;
    used += next;
  }
  return `${cut}…`;
}
