import { celFailure } from './cel-failure.ts';
import { CelDuration, CelTimestamp, durationText, timestampText } from './cel-value.ts';

function shown(value: unknown, nested: boolean): string {
  if (typeof value === 'string') return nested ? JSON.stringify(value) : value;
  if (Array.isArray(value)) return `[${value.map((item) => shown(item, true)).join(', ')}]`;
  if (value instanceof CelTimestamp) return nested ? `timestamp("${timestampText(value)}")` : timestampText(value);
  if (value instanceof CelDuration) return nested ? `duration("${durationText(value)}")` : durationText(value);
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${shown(key, true)}: ${shown(item, true)}`);
    return `{${entries.toSorted().join(', ')}}`;
  }
  return String(value);
}

function clause(letter: string, precision: number, value: unknown): string {
  switch (letter) {
    case 's':
      return shown(value, false);
    case 'd':
      if (typeof value === 'bigint') return String(value);
      break;
    case 'f':
    case 'e':
      if (typeof value === 'number') {
        return letter === 'f' ? value.toFixed(precision) : value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
      }
      break;
    case 'b':
      if (typeof value === 'bigint') return value.toString(2);
      if (typeof value === 'boolean') return value ? '1' : '0';
      break;
    case 'o':
      if (typeof value === 'bigint') return value.toString(8);
      break;
    case 'x':
    case 'X':
      if (typeof value === 'bigint' || typeof value === 'string') {
        const hex = typeof value === 'bigint' ? value.toString(16) : Buffer.from(value).toString('hex');
        return letter === 'x' ? hex : hex.toUpperCase();
      }
      break;
    default:
      throw celFailure(`could not parse formatting clause: unrecognized formatting clause "${letter}"`);
  }
  throw celFailure(`error during formatting: %${letter} does not take ${typeof value}`);
}

/** `'%s and %d'.format([…])` (cel-go, `ext.Strings`). */
export function celFormat(template: string, values: readonly unknown[]): string {
  let next = 0;
  return template.replaceAll(/%(?:%|(?:\.(\d+))?([a-zA-Z]))/g, (whole, precision: string | undefined, letter: string | undefined) => {
    if (letter === undefined) return whole === '%%' ? '%' : whole;
    if (next >= values.length) throw celFailure(`index ${String(next)} out of range`);
    next += 1;
    return clause(letter, Number(precision ?? '6'), values[next - 1]);
  });
}
