/** An expression in the shape in which it is checked and evaluated. Operators are calls under cel-go's names: `_==_`, `_?_:_`, `!_`. */
export type CelNode =
  | { readonly kind: 'literal'; readonly value: unknown; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'select'; readonly operand: CelNode; readonly field: string; readonly optional: boolean; readonly at: number }
  | { readonly kind: 'index'; readonly operand: CelNode; readonly index: CelNode; readonly optional: boolean; readonly at: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly target: CelNode | undefined;
      readonly args: readonly CelNode[];
      readonly at: number;
    }
  | { readonly kind: 'list'; readonly items: readonly CelNode[]; readonly at: number }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [CelNode, CelNode])[]; readonly at: number };
