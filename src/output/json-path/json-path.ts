/** What compares in a filter: `[?(@.a=="x")]`. */
export type JsonPathOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** One step of a path. Each takes the values that the step before found, and finds others. */
export type JsonPathStep =
  | { readonly is: 'field'; readonly name: string }
  | { readonly is: 'wildcard' }
  /** `..`: everything below, and the start itself. */
  | { readonly is: 'descend' }
  /** `[a:b:c]`; `[a]` has `single`. */
  | { readonly is: 'slice'; readonly from?: number; readonly to?: number; readonly step?: number; readonly single?: true }
  /** `[?(left operator right)]`; without `test` it asks only whether `left` is there. */
  | {
      readonly is: 'filter';
      readonly left: readonly JsonPathStep[];
      readonly test?: { readonly operator: JsonPathOperator; readonly right: readonly JsonPathStep[] };
    }
  /** `['a','b']`, `[0,2]`. */
  | { readonly is: 'union'; readonly paths: readonly (readonly JsonPathStep[])[] }
  /** A text, number or boolean that stands in the expression itself. */
  | { readonly is: 'literal'; readonly value: string | number | boolean };

/** One expression, as `--sort-by` and custom columns take it. `source` is what the user wrote. */
export interface JsonPath {
  readonly source: string;
  readonly steps: readonly JsonPathStep[];
}

/** A piece of a template: text, an expression in braces, or `{range …}…{end}`. */
export type TemplatePiece =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'expression'; readonly steps: readonly JsonPathStep[] }
  | { readonly is: 'range'; readonly steps: readonly JsonPathStep[]; readonly body: readonly TemplatePiece[] };

/** What `-o jsonpath=` is given. `source` is what the user wrote. */
export interface JsonPathTemplate {
  readonly source: string;
  readonly pieces: readonly TemplatePiece[];
}
