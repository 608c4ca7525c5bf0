/** One step of a path: from the values before it to the values after it. */
type Step = (values: readonly unknown[]) => readonly unknown[];

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const fields = fieldsOf(value);
  return fields === undefined
    ? []
    : Object.keys(fields)
        .toSorted()
        .map((key) => fields[key]);
}

function field(name: string): Step {
  return (values) =>
    values.flatMap((value) => {
      const fields = fieldsOf(value);
      return fields !== undefined && Object.hasOwn(fields, name) ? [fields[name]] : [];
    });
}

function descendants(value: unknown): readonly unknown[] {
  return [value, ...childrenOf(value).flatMap(descendants)];
}

const everything: Step = (values) => values.flatMap(childrenOf);
const recursive: Step = (values) => values.flatMap(descendants);

function slice(from: string | undefined, to: string | undefined, by: string | undefined): Step {
  const step = by === undefined || by === '' ? 1 : Number(by);
  return (values) =>
    values.flatMap((value) => {
      if (!Array.isArray(value)) return [];
      const at = (text: string | undefined, otherwise: number): number => {
        const number = text === undefined || text === '' ? otherwise : Number(text);
        return number < 0 ? number + value.length : number;
      };
      return value.slice(Math.max(0, at(from, 0)), at(to, value.length)).filter((_, position) => position % step === 0);
    });
}

function index(position: number): Step {
  return (values) =>
    values.flatMap((value) => {
      if (!Array.isArray(value)) return [];
      const found = position < 0 ? position + value.length : position;
      return found >= 0 && found < value.length ? [value[found] as unknown] : [];
    });
}

type Operand = (item: unknown) => unknown;

function operandOf(text: string): Operand {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (quoted !== null) return () => quoted[2];
  if (/^-?\d+(\.\d+)?$/.test(text)) return () => Number(text);
  if (text === 'true' || text === 'false') return () => text === 'true';
  if (!text.startsWith('@')) throw new SyntaxError(`unrecognized character in action: ${text}`);
  const find = compileJsonPath(text.slice(1));
  return (item) => find(item)[0];
}

const COMPARE: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => typeof left === typeof right && (left as string) < (right as string),
  '<=': (left, right) => typeof left === typeof right && (left as string) <= (right as string),
  '>': (left, right) => typeof left === typeof right && (left as string) > (right as string),
  '>=': (left, right) => typeof left === typeof right && (left as string) >= (right as string),
};

function filter(condition: string): Step {
  const match = /^(.+?)\s*(==|!=|<=|>=|<|>)\s*(.+)$/.exec(condition);
  const left = operandOf((match?.[1] ?? condition).trim());
  const right = match === null ? undefined : operandOf((match[3] ?? '').trim());
  const compare = COMPARE[match?.[2] ?? ''];
  const holds = (item: unknown): boolean => {
    const value = left(item);
    if (value === undefined) return false;
    return right === undefined || compare === undefined || compare(value, right(item));
  };
  return (values) => values.flatMap((value) => (Array.isArray(value) ? value.filter(holds) : []));
}

function bracket(inside: string): readonly Step[] {
  const text = inside.trim();
  const condition = /^\?\((.*)\)$/s.exec(text);
  if (condition !== null) return [filter((condition[1] ?? '').trim())];
  // A quoted key is read as one more dot path, so a dot in it needs a backslash (client-go, util/jsonpath).
  const key = /^'([^']*)'$/.exec(text);
  if (key !== null) return steps(`.${key[1] ?? ''}`);
  if (text === '*') return [everything];
  if (/^-?\d+$/.test(text)) return [index(Number(text))];
  const range = /^(-?\d*):(-?\d*)(?::(\d*))?$/.exec(text);
  if (range !== null) return [slice(range[1], range[2], range[3])];
  throw new SyntaxError(`invalid array index ${text}`);
}

/** The position of the bracket that closes the one at `open`; brackets in quotes do not count. */
function closing(path: string, open: number): number {
  let quote = '';
  let depth = 0;
  for (let at = open; at < path.length; at += 1) {
    const character = path.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth += 1;
    else if (character === ']' && --depth === 0) return at;
  }
  throw new SyntaxError('unterminated array');
}

function steps(path: string): readonly Step[] {
  const found: Step[] = [];
  let at = 0;
  while (at < path.length) {
    if (path.startsWith('[', at)) {
      const end = closing(path, at);
      found.push(...bracket(path.slice(at + 1, end)));
      at = end + 1;
      continue;
    }
    if (!path.startsWith('.', at)) throw new SyntaxError(`unrecognized character in action: ${path.slice(at)}`);
    if (path.startsWith('..', at)) {
      found.push(recursive);
      at += 1;
    }
    const name = /^\.((?:\\.|[^.[\]\\])*)/.exec(path.slice(at))?.[1] ?? '';
    at += name.length + 1;
    if (name === '*') found.push(everything);
    else if (name !== '') found.push(field(name.replaceAll(/\\(.)/g, '$1')));
  }
  return found;
}

/**
 * The part of kubectl's JSONPath dialect that columns of CustomResourceDefinitions use: dot paths, `['key']`, `[0]`, `[-1]`, `[0:2]`, `[*]`,
 * `..` and filters such as `[?(@.type=="Ready")]`. Keys that are missing find nothing. Throws SyntaxError where the path cannot be read.
 */
export function compileJsonPath(path: string): (value: unknown) => readonly unknown[] {
  const compiled = steps(path);
  return (value) => compiled.reduce<readonly unknown[]>((values, step) => (values.length === 0 ? values : step(values)), [value]);
}
