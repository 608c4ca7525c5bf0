/**
 * The texts of `Warning` headers (RFC 7234 §5.5: `299 - "text"`), which Node joins with commas. Quoted strings may hold commas
 * and escaped quotes.
 */
export function warningTexts(header: string): readonly string[] {
  const texts: string[] = [];
  for (const match of header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) texts.push((match[1] ?? '').replaceAll(/\\(.)/g, '$1'));
  return texts;
}
