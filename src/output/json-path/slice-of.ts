import type { JsonPathStep } from './json-path.ts';
import { Misfit } from './misfit.ts';

function typeName(value: unknown): string {
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * The elements that `[a]` or `[a:b:c]` takes of an array, with kubectl's rules: negative numbers count from the end, and both ends must lie in
 * the array unless nothing is asked for. Throws a Misfit that says what does not fit.
 */
export function sliceOf(value: unknown, slice: Extract<JsonPathStep, { is: 'slice' }>): readonly unknown[] {
  if (!Array.isArray(value)) throw new Misfit(`an index needs an array, and this is ${typeName(value)}`);
  const { length } = value;
  const fromEnd = (index: number): number => (index < 0 ? index + length : index);
  const from = fromEnd(slice.from ?? 0);
  const to = slice.single === true ? from + 1 : fromEnd(slice.to ?? length);
  if (from === to) return [];
  const outside = from < 0 || from >= length ? from : to > length || to < 0 ? to - 1 : undefined;
  if (outside !== undefined) throw new Misfit(`index ${outside} is out of bounds: the array has ${length} elements`);
  if (from > to) throw new Misfit(`the slice begins at ${from}, behind its end ${to}`);
  return value.slice(from, to).filter((_, index) => index % (slice.step ?? 1) === 0);
}
