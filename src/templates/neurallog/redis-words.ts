/** Characters that Redis' parser takes for space between words. */
const SPACE = /[ \t\r\n\v\f\0]/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' };

interface Word {
  readonly text: string;
  /** Where the next word may begin. */
  readonly end: number;
}

/** A quoted part, from behind its opening quote. A closing quote ends the word: only space may follow. Undefined where that is not so. */
function quoted(line: string, start: number, quote: '"' | "'"): Word | undefined {
  let text = '';
  for (let at = start; at < line.length; at += 1) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    const hex = quote === '"' && character === '\\' ? /^x([0-9a-f]{2})/i.exec(line.slice(at + 1, at + 4)) : null;
    if (hex?.[1] !== undefined) {
      text += String.fromCodePoint(Number.parseInt(hex[1], 16));
      at += 3;
    } else if (character === '\\' && next !== '' && (quote === '"' || next === "'")) {
      text += quote === '"' ? (ESCAPES[next] ?? next) : next;
      at += 1;
    } else if (character === quote) {
      return next === '' || SPACE.test(next) ? { text, end: at + 1 } : undefined;
    } else {
      text += character;
    }
  }
  return undefined;
}

function word(line: string, start: number): Word | undefined {
  let text = '';
  for (let at = start; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (SPACE.test(character)) return { text, end: at };
    if (character === '"' || character === "'") {
      const rest = quoted(line, at + 1, character);
      return rest === undefined ? undefined : { text: text + rest.text, end: rest.end };
    }
    text += character;
  }
  return { text, end: line.length };
}

/** The words of a line of redis.conf (`sdssplitargs` of Redis); undefined where a quote is not closed, or is followed by more than space. */
export function redisWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && SPACE.test(line.charAt(at))) at += 1;
    if (at >= line.length) return words;
    const found = word(line, at);
    if (found === undefined) return undefined;
    words.push(found.text);
    at = found.end;
  }
}

/** A text as one word of redis.conf, whatever it holds. */
export function redisQuoted(text: string): string {
  const escaped = text.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('\t', String.raw`\t`);
  return `"${escaped}"`;
}
