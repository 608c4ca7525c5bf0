/** Longest piece of a gateway's words that a message repeats. */
const MOST_WORDS = 300;

/** A gateway's words as they may be shown: one line, without anything that looks like a key of Marie or is one of `secrets`. */
export function gatewayWords(text: string, secrets: readonly string[] = []): string {
  const bare = secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  const line = bare
    .replaceAll(/\bma[su]_[\w.~+/=-]+/g, 'mas_…')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length <= MOST_WORDS ? line : `${line.slice(0, MOST_WORDS)}…`;
}
