/** What may stand in a text on a terminal: no control characters but line breaks and tabs. */
const TALKS_TO_TERMINAL = /[^\P{Cc}\n\t]/gu;

/** A text as a terminal may get it; as it is where there is none. */
export function safeText(text: string, isTerminal: boolean): string {
  return isTerminal ? text.replaceAll(TALKS_TO_TERMINAL, '') : text;
}

/**
 * Writes a text as its pieces come, and a line break behind it. Blanks at the end of a piece wait for the next one: those at the very end are left
 * out. A failure in the middle leaves a whole line behind.
 */
export async function streamText(pieces: AsyncIterable<string>, write: (text: string) => void, isTerminal: boolean): Promise<void> {
  let held = '';
  let hasWritten = false;
  try {
    for await (const piece of pieces) {
      const text = held + safeText(piece, isTerminal);
      const kept = text.trimEnd();
      held = text.slice(kept.length);
      if (kept === '') continue;
      write(kept);
      hasWritten = true;
    }
  } finally {
    if (hasWritten) write('\n');
  }
}
