import type { JsonPath, JsonPathOperator } from '../json-path/json-path.ts';

/** An expression over one object, as `get --where` takes it. `left` and `right` are paths, or values that stand in the expression itself. */
export type Where =
  | { readonly is: 'all' | 'any'; readonly of: readonly Where[] }
  | { readonly is: 'not'; readonly of: Where }
  /** Without an operator: something is there that is neither null nor false. */
  | { readonly is: 'test'; readonly left: JsonPath; readonly operator?: undefined }
  | { readonly is: 'test'; readonly left: JsonPath; readonly operator: JsonPathOperator; readonly right: JsonPath };

/** The paths in an expression, in the order in which they stand there; values are none. */
export function pathsIn(where: Where): readonly JsonPath[] {
  if (where.is === 'not') return pathsIn(where.of);
  if (where.is !== 'test') return where.of.flatMap(pathsIn);
  const sides = where.operator === undefined ? [where.left] : [where.left, where.right];
  return sides.filter(({ steps }) => steps[0]?.is !== 'literal');
}
