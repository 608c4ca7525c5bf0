/** Longest piece of a server's words that a message repeats. */
const MOST_WORDS = 300;

/** A server's words as they may stand in a message: one line, not too long, nothing that talks to a terminal. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= MOST_WORDS ? line : `${line.slice(0, MOST_WORDS)}…`;
}
