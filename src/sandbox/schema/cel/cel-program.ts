import type { CelNode } from './cel-node.ts';
import { createCelEvaluator } from './evaluate-cel.ts';
import { KUBERNETES_LIBRARY } from './kubernetes-library.ts';
import { parseCel } from './parse-cel.ts';
import { scopeOf } from './cel-scope.ts';

/** An expression that was parsed. */
export interface CelProgram {
  readonly node: CelNode;
  readonly usesOldSelf: boolean;
  /** Its value. Throws CelFailure. */
  run(variables: { readonly self: unknown; readonly oldSelf?: unknown }): unknown;
}

const evaluate = createCelEvaluator(KUBERNETES_LIBRARY);
const programs = new Map<string, CelProgram>();

function names(node: CelNode): boolean {
  switch (node.kind) {
    case 'literal':
      return false;
    case 'name':
      return node.name === 'oldSelf';
    case 'select':
      return names(node.operand);
    case 'index':
      return names(node.operand) || names(node.index);
    case 'call':
      return (node.target !== undefined && names(node.target)) || node.args.some(names);
    case 'list':
      return node.items.some(names);
    case 'map':
      return node.entries.some((entry) => entry.some(names));
  }
}

/** The program of an expression; kept for later calls with the same text. Throws the library's ParseError. */
export function celProgram(source: string): CelProgram {
  let program = programs.get(source);
  if (program === undefined) {
    const node = parseCel(source);
    program = { node, usesOldSelf: names(node), run: (variables) => evaluate(node, scopeOf({ ...variables })) };
    programs.set(source, program);
  }
  return program;
}
