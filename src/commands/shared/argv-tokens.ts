import type { FlagShape } from './flag-shape.ts';

/** One piece of a command line. `at` is its index in argv. */
export type Token =
  | { readonly is: 'word'; readonly text: string; readonly at: number }
  /** `value` is absent where the flag came bare; `text` is what the user wrote. `shape` is absent for an unknown flag. */
  | { readonly is: 'flag'; readonly shape?: FlagShape; readonly text: string; readonly value?: string; readonly negated?: boolean };

/** The tokens before `--`, and the words after it. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly after: readonly string[];
}

function longFlag(text: string, next: string | undefined, shapes: readonly FlagShape[]): { token: Token; used: number } {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
  const attached = equals < 0 ? undefined : text.slice(equals + 1);
  const shape = shapes.find((candidate) => candidate.name === name || candidate.aliases?.includes(name));
  if (shape === undefined) {
    const negated = shapes.find((candidate) => candidate.negatable === true && `no-${candidate.name}` === name);
    if (negated !== undefined && attached === undefined) return { token: { is: 'flag', shape: negated, text, negated: true }, used: 1 };
    return { token: { is: 'flag', text: `--${name}` }, used: 1 };
  }
  if (attached !== undefined) return { token: { is: 'flag', shape, text: `--${name}`, value: attached }, used: 1 };
  return withNext({ is: 'flag', shape, text: `--${name}` }, shape, next);
}

function withNext(token: Token & { is: 'flag' }, shape: FlagShape, next: string | undefined): { token: Token; used: number } {
  const consumes = shape.takes === 'value' || (shape.takes === 'level' && /^\d+$/.test(next ?? ''));
  return consumes && next !== undefined ? { token: { ...token, value: next }, used: 2 } : { token, used: 1 };
}

/** `-Aojson`, `-n=x`, `-nx`, `-vv`: switches may be joined, the first flag with a value takes the rest. */
function shortFlags(text: string, next: string | undefined, shapes: readonly FlagShape[]): { found: Token[]; used: number } {
  const found: Token[] = [];
  for (let index = 1; index < text.length; index++) {
    const char = text.charAt(index);
    const rest = text.slice(index + 1);
    const shape = shapes.find((candidate) => candidate.char === char);
    const flag = { is: 'flag' as const, text: `-${char}` };
    if (shape === undefined) return { found: [...found, { is: 'flag', text: `-${char}` }], used: 1 };
    if (rest.startsWith('=')) return { found: [...found, { ...flag, shape, value: rest.slice(1) }], used: 1 };
    if (rest === '') {
      const { token, used } = withNext({ ...flag, shape }, shape, next);
      return { found: [...found, token], used };
    }
    if (shape.takes === 'value' || (shape.takes === 'level' && /^\d+$/.test(rest))) {
      return { found: [...found, { ...flag, shape, value: rest }], used: 1 };
    }
    found.push({ ...flag, shape });
  }
  return { found, used: 1 };
}

/** Reads argv with the flags that are known. Nothing is judged here: unknown flags and missing values come out as they are. */
export function tokenise(argv: readonly string[], shapes: readonly FlagShape[]): Tokens {
  const tokens: Token[] = [];
  for (let at = 0; at < argv.length;) {
    const text = argv[at] ?? '';
    if (text === '--') return { tokens, after: argv.slice(at + 1) };
    if (text.startsWith('--')) {
      const { token, used } = longFlag(text, argv[at + 1], shapes);
      tokens.push(token);
      at += used;
    } else if (text.startsWith('-') && text !== '-') {
      const { found, used } = shortFlags(text, argv[at + 1], shapes);
      tokens.push(...found);
      at += used;
    } else {
      tokens.push({ is: 'word', text, at });
      at += 1;
    }
  }
  return { tokens, after: [] };
}
