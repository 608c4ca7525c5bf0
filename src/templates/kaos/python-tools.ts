/** What can be told of Python source without running it. */
export interface PythonTools {
  /** Functions of the top level, in order, without those that begin with an underscore. */
  readonly names: readonly string[];
  /** Imports and helpers of the top level: upstream's server runs the source so that functions do not see them. */
  readonly invisible: readonly string[];
}

/** The lines of the source that begin outside brackets, strings and comments. */
function topLevelLines(source: string): readonly string[] {
  const lines: string[] = [];
  let quote: string | undefined;
  for (const line of source.split(/\r\n|\r|\n/)) {
    if (quote === undefined) lines.push(line);
    // Only triple quotes reach over lines.
    let rest = line;
    for (;;) {
      if (quote === undefined) {
        const start = /"""|'''|#|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/.exec(rest);
        if (start === null || start[0] === '#') break;
        rest = rest.slice(start.index + start[0].length);
        if (start[0] === '"""' || start[0] === "'''") quote = start[0];
      } else {
        const end = rest.indexOf(quote);
        if (end < 0) break;
        rest = rest.slice(end + quote.length);
        quote = undefined;
      }
    }
  }
  return lines;
}

/** Reads which tools Python source offers. */
export function pythonTools(source: string): PythonTools {
  const names: string[] = [];
  const invisible: string[] = [];
  for (const line of topLevelLines(source)) {
    const name = /^(?:async[ \t]+)?def[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]*[([]/.exec(line)?.[1];
    if (name !== undefined) (name.startsWith('_') ? invisible : names).push(name);
    else if (/^(?:import|from)[ \t]+/.test(line)) invisible.push(line.trim());
  }
  return { names: [...new Set(names)], invisible };
}
