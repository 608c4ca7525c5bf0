/** Tells how many terminal columns a text takes. */
export type MeasureText = (text: string) => number;

/** Text of these characters is as wide as it is long. */
const PLAIN = /^[\u0020-\u007e]*$/;

/**
 * A measure for the given texts: East Asian wide characters take two columns, combining marks none. The tables for that take 25 ms to
 * set up, so they are loaded only if one of the texts needs them.
 */
export async function measureFor(texts: Iterable<string>): Promise<MeasureText> {
  for (const text of texts) {
    if (PLAIN.test(text)) continue;
    const { default: stringWidth } = await import('string-width');
    return (measured) => (PLAIN.test(measured) ? measured.length : stringWidth(measured));
  }
  return (text) => text.length;
}

/** The text with blanks behind it up to `width` columns. */
export function padEnd(text: string, width: number, measure: MeasureText): string {
  return text + ' '.repeat(Math.max(0, width - measure(text)));
}

/** The text cut to `width` columns, its last one an ellipsis where something was cut off. */
export function cutTo(text: string, width: number, measure: MeasureText): string {
  if (measure(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = measure(segment);
    if (used + next > width - 1) break;
    cut += segment;
    used += next;
  }
  return `${cut}…`;
}
