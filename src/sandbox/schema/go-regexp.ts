const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** Escapes of RE2 that JavaScript writes otherwise or does not have. */
const ESCAPED: Readonly<Record<string, string>> = { A: '^', z: '$', a: '\\x07', C: '[^]' };

const FLAGS = /^\(\?([imsU]+)\)/;

function translate(pattern: string): string {
  let text = '';
  let inClass = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    if (character === '\\') {
      index += 1;
      const next = pattern[index] ?? '';
      if (next === 'Q') {
        const end = pattern.indexOf('\\E', index);
        text += pattern.slice(index + 1, end < 0 ? undefined : end).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
        index = end < 0 ? pattern.length : end + 1;
      } else if (/[pPx]/.test(next) && pattern[index + 1] === '{') {
        const end = pattern.indexOf('}', index);
        text += `\\${next === 'x' ? 'u' : next}${pattern.slice(index + 1, end + 1)}`;
        index = end < 0 ? pattern.length : end;
      } else if (next === 'p' || next === 'P') {
        index += 1;
        text += `\\${next}{${pattern[index] ?? ''}}`;
      } else text += (inClass ? undefined : ESCAPED[next]) ?? (/[-_"'`~!@#%&=:;<>, ]/.test(next) ? literal(next, inClass) : `\\${next}`);
      continue;
    }
    if (inClass && pattern.startsWith('[:', index)) {
      const name = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(index));
      const members = CLASSES[name?.[2] ?? ''];
      if (name !== null && members !== undefined && name[1] === '') {
        text += members;
        index += name[0].length - 1;
        continue;
      }
    }
    if (character === '[' && !inClass) {
      inClass = true;
      text += character;
      // A bracket right behind the opening one is a member.
      if (pattern[index + 1] === '^') text += pattern[(index += 1)] ?? '';
      if (pattern[index + 1] === ']') {
        index += 1;
        text += '\\]';
      }
      continue;
    }
    if (character === ']' && inClass) {
      inClass = false;
      text += character;
      continue;
    }
    if (character === '[' && inClass) {
      text += '\\[';
      continue;
    }
    if (!inClass && pattern.startsWith('(?P<', index)) {
      text += '(?<';
      index += 3;
      continue;
    }
    // A brace or bracket that closes nothing stands for itself in RE2.
    const lonely =
      !inClass && ((character === '{' && !/^\{\d+(?:,\d*)?\}/.test(pattern.slice(index))) || isLonely(pattern, index, character));
    text += lonely ? `\\${character}` : character;
  }
  return text;
}

function literal(character: string, inClass: boolean): string {
  return character === '-' && inClass ? '\\-' : character;
}

function isLonely(pattern: string, index: number, character: string): boolean {
  if (character === '}') return !/\{\d+(?:,\d*)?$/.test(pattern.slice(0, index));
  return character === ']';
}

const compiled = new Map<string, RegExp | string>();

function problemOf(pattern: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('Unterminated group')) return `missing closing ): \`${pattern}\``;
  if (message.includes('Unmatched')) return `unexpected ): \`${pattern}\``;
  if (message.includes('Unterminated character class')) return `missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``;
  const nested = /[*+?]\*|[*+?]\+/.exec(pattern);
  if (nested !== null) return `invalid nested repetition operator: \`${nested[0]}\``;
  if (message.includes('Nothing to repeat')) return `missing argument to repetition operator: \`${/[*+?]/.exec(pattern)?.[0] ?? ''}\``;
  if (message.includes('lookbehind') || pattern.includes('(?=') || pattern.includes('(?!')) {
    return `invalid or unsupported Perl syntax: \`${/\(\?[=!<]+/.exec(pattern)?.[0] ?? '(?'}\``;
  }
  return `invalid escape sequence: \`${/\\./.exec(pattern)?.[0] ?? pattern}\``;
}

function compile(pattern: string): RegExp | string {
  if (/\(\?<?[=!]/.test(pattern)) return `error parsing regexp: ${problemOf(pattern, undefined)}`;
  const flags = FLAGS.exec(pattern)?.[1] ?? '';
  const body = flags === '' ? pattern : pattern.slice(flags.length + 3);
  try {
    return new RegExp(translate(body), `u${flags.replace('U', '')}`);
  } catch (error) {
    return `error parsing regexp: ${problemOf(pattern, error)}`;
  }
}

/**
 * A pattern of Go's `regexp` (RE2) as a JavaScript one, or the message with which Go refuses it. Kept for later calls. What JavaScript
 * knows and RE2 does not (look-around) is refused as Go does.
 */
export function goRegExp(pattern: string): RegExp | string {
  let known = compiled.get(pattern);
  if (known === undefined) {
    known = compile(pattern);
    compiled.set(pattern, known);
  }
  return known;
}
