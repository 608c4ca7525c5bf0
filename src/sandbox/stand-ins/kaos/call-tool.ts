import type { Tool, ToolParameter } from './python-tools.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** What a call of a tool gives. */
export interface ToolResult {
  readonly text: string;
  /** Absent: the call failed, and the text says why. */
  readonly value?: unknown;
}

const HELP = 'For further information visit https://errors.pydantic.dev/2.14/v';

/** What is wrong with an argument, in the words of the library that checks it in the real server. */
function problemOf({ name, type, byDefault }: ToolParameter, given: Arguments): string | undefined {
  const value = given[name];
  if (value === undefined) {
    if (byDefault !== undefined) return undefined;
    return `${name}\n  Missing required argument [type=missing_argument, input_value={}, input_type=dict]\n    ${HELP}/missing_argument`;
  }
  if (type === 'integer' && typeof value === 'string' && !/^\s*[-+]?\d+\s*$/.test(value)) {
    const what = 'Input should be a valid integer, unable to parse string as an integer';
    return `${name}\n  ${what} [type=int_parsing, input_value='${value}', input_type=str]\n    ${HELP}/int_parsing`;
  }
  if (type === 'string' && typeof value !== 'string') {
    return `${name}\n  Input should be a valid string [type=string_type, input_value=${JSON.stringify(value)}, input_type=${typeof value}]\n    ${HELP}/string_type`;
  }
  return undefined;
}

/** A name, `a + b`, or a text with names in braces: what simple tools return. Anything else is told as the call that it was. */
function evaluate(tool: Tool, values: Arguments): unknown {
  const { name, result = '' } = tool;
  if (Object.hasOwn(values, result)) return values[result];
  const [, left, right] = /^(\w+) \+ (\w+)$/.exec(result) ?? [];
  if (left !== undefined && right !== undefined && Object.hasOwn(values, left) && Object.hasOwn(values, right)) {
    const [one, other] = [values[left], values[right]];
    return typeof one === 'number' && typeof other === 'number' ? one + other : `${String(one)}${String(other)}`;
  }
  const [, quote, text] = /^(f?)["']([^]*)["']$/.exec(result) ?? [];
  if (text !== undefined && quote === '') return text;
  if (text !== undefined)
    return text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => (Object.hasOwn(values, key) ? String(values[key]) : whole));
  return `${name}(${Object.entries(values)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(', ')})`;
}

/** Calls a tool as far as that can be done without running it. */
export function callTool(tool: Tool, given: Arguments): ToolResult {
  const problems = tool.parameters.flatMap((parameter) => problemOf(parameter, given) ?? []);
  if (problems.length > 0) {
    return {
      text: `${String(problems.length)} validation error${problems.length === 1 ? '' : 's'} for call[${tool.name}]\n${problems.join('\n')}`,
    };
  }
  const values = Object.fromEntries(
    tool.parameters.map(({ byDefault, name, type }) => {
      const value = given[name] ?? byDefault;
      return [name, type === 'integer' && typeof value === 'string' ? Number(value) : value];
    }),
  );
  const value = evaluate(tool, values);
  return { text: typeof value === 'string' ? value : JSON.stringify(value), value };
}
