import { parse, YAMLParseError } from 'yaml';

/** Where a text stops being YAML: the line, counted from 1, and nothing of the text. */
export interface YamlFault {
  readonly line: number | undefined;
}

/**
 * The value of a YAML text. A module of its own, loaded when a text needs it: a bundler gives the named exports of a CommonJS
 * package only to a static import.
 */
export function parseYamlText(text: string): { readonly value: unknown } | YamlFault {
  try {
    return { value: parse(text, { prettyErrors: false, logLevel: 'error' }) as unknown };
  } catch (error) {
    if (error instanceof YAMLParseError) return { line: text.slice(0, error.pos[0]).split('\n').length };
    // An alias that names no anchor, or too many of them.
    if (error instanceof ReferenceError) return { line: undefined };
    throw error;
  }
}
