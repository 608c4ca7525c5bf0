import { isJsonObject } from '../../kernel/json.ts';

/** Below this, Go writes a number with an exponent. */
const SMALLEST_PLAIN = 1e-4;

/** A number as Go's `%v` writes it: as JavaScript does, but for small ones, and with at least two digits in the exponent. */
function numberText(value: number): string {
  const text = value !== 0 && Math.abs(value) < SMALLEST_PLAIN ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

const ESCAPED = /[<>&\u2028\u2029]/g;

function jsonString(value: string): string {
  return JSON.stringify(value).replaceAll(ESCAPED, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** JSON on one line as Go writes it: keys sorted, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (isJsonObject(value)) {
    const keys = Object.keys(value).toSorted();
    return `{${keys.map((key) => `${jsonString(key)}:${goJson(value[key])}`).join(',')}}`;
  }
  return typeof value === 'string' ? jsonString(value) : JSON.stringify(value);
}

/** A value as a JSONPath template prints it: texts as they are, objects and arrays as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? numberText(value) : goJson(value);
}

/** A value as Go's `%v` prints it, which is what kubectl puts into custom columns: `map[a:1 b:2]`, `[x y]`, `<nil>`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isJsonObject(value)) return valueText(value);
  const keys = Object.keys(value).toSorted();
  return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
}
