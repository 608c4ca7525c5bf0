/** A parameter of a function that is a tool. */
export interface ToolParameter {
  readonly name: string;
  /** Type of JSON Schema. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  /** Absent: it must be given. */
  readonly byDefault?: unknown;
}

/** A tool that a server offers. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ToolParameter[];
  readonly returns: ToolParameter['type'];
  /** What stands behind its first `return`. */
  readonly result?: string;
}

const TYPES: Readonly<Record<string, ToolParameter['type']>> = {
  str: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
  list: 'array',
  dict: 'object',
};

function typeOf(annotation: string | undefined): ToolParameter['type'] {
  const [word = ''] = (annotation ?? '').trim().toLowerCase().split('[');
  return TYPES[word] ?? 'string';
}

/** A literal of Python, as far as defaults are written: numbers, texts, True, False, None. */
function literal(text: string): unknown {
  const words: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };
  if (text in words) return words[text];
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
  const number = Number(text);
  return text === '' || Number.isNaN(number) ? text : number;
}

/** Splits at commas that stand in no brackets. */
function splitParameters(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    depth += '([{'.includes(character) ? 1 : ')]}'.includes(character) ? -1 : 0;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] = `${parts.at(-1) ?? ''}${character}`;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function parameterOf(text: string): ToolParameter | undefined {
  const [, name, annotation, byDefault] = /^(\w+)\s*(?::\s*([^=]+?))?\s*(?:=\s*([^]+))?$/.exec(text) ?? [];
  if (name === undefined || name === 'self') return undefined;
  return { name, type: typeOf(annotation), ...(byDefault !== undefined && { byDefault: literal(byDefault.trim()) }) };
}

/** A function on the outermost level: name, parameters, what it returns, and the lines below it. */
const FUNCTION = /^(?:async )?def (\w+)\(([^]*?)\)\s*(?:->\s*([^:\n]+))?:[^\n]*\n?((?:[ \t]+[^\n]*(?:\n|$)|[ \t]*\n)*)/gm;
const DOCSTRING = /^\s*(?:"""([^]*?)"""|'''([^]*?)'''|"([^"\n]*)"|'([^'\n]*)')/;

/** The tools in a source of Python: its outermost functions but those whose name begins with an underscore. The source is read, never run. */
export function pythonTools(source: string): readonly Tool[] {
  return [...source.matchAll(FUNCTION)]
    .filter(([, name = '']) => !name.startsWith('_'))
    .map(([, name = '', parameters = '', returns, body = '']) => {
      const doc = DOCSTRING.exec(body);
      const result = /^[ \t]+return[ \t]+([^\n]+)/m.exec(body)?.[1]?.trim();
      return {
        name,
        description: (doc?.slice(1).find((each) => each !== undefined) ?? '').trim(),
        parameters: splitParameters(parameters).flatMap((each) => parameterOf(each) ?? []),
        returns: typeOf(returns),
        ...(result !== undefined && { result }),
      };
    });
}
