import { goJson } from '../values/go-text.ts';

/** A float as `%v` of Go prints it: with an exponent below 1e-4 and from 1e6 on. */
function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 6) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A value in a column of type string: text as it is, lists and objects as JSON with sorted keys, nothing for null. */
export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  return goJson(value);
}
