import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';

/** A reader of an expression that knows where it is. Positions count from 1. */
export interface Scanner {
  /** What comes next; empty at the end. */
  peek(length?: number): string;
  isAt(text: string): boolean;
  /** Goes past `text` where it comes next. */
  skip(text: string): boolean;
  skipBlanks(): void;
  /** The longest text here that the pattern (sticky) matches, gone past; undefined where it does not. */
  take(pattern: RegExp): string | undefined;
  /** Throws a usage error that names the expression and the place. */
  fail(problem: string, at?: number): never;
  readonly at: number;
}

/** What is read, for the error: in words, and how it is written. */
export interface ScannedForm {
  readonly what: string;
  readonly fix: string;
}

const JSON_PATH: ScannedForm = {
  what: 'JSONPath expression',
  fix: "write it like '{.status.phase}' or '{range .items[*]}{.metadata.name}{\"\\n\"}{end}', in quotes for the shell",
};

/** Makes a {@link Scanner} of a text. */
export function createScanner(source: string, { what, fix }: ScannedForm = JSON_PATH): Scanner {
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(pattern.source, 'uy');
    sticky.lastIndex = at;
    const found = sticky.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  return {
    get at() {
      return at;
    },
    peek: (length = 1) => source.slice(at, at + length),
    isAt: (text) => source.startsWith(text, at),
    skip(text) {
      const found = source.startsWith(text, at);
      if (found) at += text.length;
      return found;
    },
    skipBlanks: () => void take(/\s*/),
    take,
    fail(problem, where = at) {
      throw new CliError({
        exit: EXIT.usage,
        message: `the ${what} "${source}" cannot be read`,
        why: `character ${where + 1}: ${problem}`,
        fix,
      });
    },
  };
}
