import { isJsonObject } from '../../kernel/json.ts';

/** What one piece of a streamed answer says. */
export interface ChatChunk {
  readonly text: string;
  /** The answer ends with it. */
  readonly isLast: boolean;
  /** What went wrong, in the server's words. */
  readonly failure?: string;
}

const CONTENT = /"delta": ?\{(?:"role": ?"[a-z]+", ?)?"content": ?"([^]*)"\}, ?"finish_reason"/;
const FAILURE = /^\{"error": ?\{[^]*?"message": ?"([^]*)"\}\}$/;
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([^]))/g;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * A text that was written as Python writes texts, with every apostrophe then made a quotation mark. Where some are escaped, those were the
 * apostrophes. Where none is, all were the same: apostrophes, if one stands between letters.
 */
function unquoted(raw: string): string {
  const hasBoth = /(?<!\\)(?:\\\\)*\\"/.test(raw);
  const wereApostrophes = !hasBoth && /\p{L}"\p{L}/u.test(raw);
  return raw
    .replaceAll(/(\\*)"/g, (found, slashes: string) => {
      if (slashes.length % 2 === 1) return `${slashes.slice(1)}'`;
      return wereApostrophes ? `${slashes}'` : found;
    })
    .replaceAll(ESCAPE, (_, hex?: string, short?: string, long?: string, other?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10_ff_ff));
      return CONTROLS[other ?? ''] ?? other ?? '';
    });
}

function fromJson(chunk: unknown): ChatChunk | undefined {
  if (!isJsonObject(chunk)) return undefined;
  const { choices, error } = chunk;
  if (error !== undefined && error !== null) {
    const words = isJsonObject(error) ? error['message'] : error;
    return { text: '', isLast: true, failure: typeof words === 'string' ? words : 'an error without words' };
  }
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  // The last piece of some servers counts tokens and has no choices.
  if (!isJsonObject(choice)) return { text: '', isLast: false };
  const delta = isJsonObject(choice['delta']) ? choice['delta'] : choice['message'];
  const content = isJsonObject(delta) ? delta['content'] : undefined;
  return { text: typeof content === 'string' ? content : '', isLast: typeof choice['finish_reason'] === 'string' };
}

/**
 * Reads a piece of a streamed answer. Agents of KAOS make theirs from Python's text of a dictionary by exchanging quotation marks, so a piece
 * with an apostrophe or a quotation mark is no JSON: its text is found all the same. Undefined: nothing can be read out of it.
 */
export function chatChunk(data: string): ChatChunk | undefined {
  try {
    return fromJson(JSON.parse(data));
  } catch {
    const failure = FAILURE.exec(data)?.[1];
    if (failure !== undefined) return { text: '', isLast: true, failure: unquoted(failure) };
    const content = CONTENT.exec(data)?.[1];
    return content === undefined ? undefined : { text: unquoted(content), isLast: false };
  }
}
