import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { CelNode } from './cel-node.ts';
import { CelUint } from './cel-value.ts';

const environment = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true });

const BINARY: Readonly<Record<string, string>> = { in: '@in' };

/** Where the next of these texts stands at or behind a position, past blanks, comments and closing brackets. */
function skipTo(source: string, from: number, text: string): number {
  let at = from;
  while (at < source.length && !source.startsWith(text, at)) {
    if (source.startsWith('//', at)) at = (source.indexOf('\n', at) + 1 || source.length) - 1;
    at += 1;
  }
  return at;
}

/** The dot before a field, given where its name begins. */
function dotBefore(source: string, name: number): number {
  return source.lastIndexOf('.', name - 1);
}

type Parts = readonly unknown[];

/** The trees of the library are not typed closely enough to be narrowed. */
interface LooseNode {
  readonly op: string;
  readonly args: unknown;
  readonly pos: number;
  readonly start: number;
  readonly end: number;
}

function loose(value: unknown): LooseNode {
  return value as LooseNode;
}

/** A literal: the library has a class of its own for `1u`. */
function literal(value: unknown): unknown {
  const isUint = typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
  return isUint ? new CelUint(value.valueOf() as unknown as bigint) : value;
}

function convert(node: LooseNode, source: string): CelNode {
  const inner = (child: unknown): CelNode => convert(loose(child), source);
  const args: Parts = Array.isArray(node.args) ? node.args : [node.args];
  const [first, second, third] = args;
  switch (node.op) {
    case 'value':
      return { kind: 'literal', value: literal(node.args), at: node.start };
    case 'id':
      return { kind: 'name', name: String(node.args), at: node.start };
    case '.':
    case '.?':
      return { kind: 'select', operand: inner(first), field: String(second), optional: node.op === '.?', at: dotBefore(source, node.pos) };
    case '[]':
    case '[?]': {
      const at = skipTo(source, loose(first).end, '[');
      return { kind: 'index', operand: inner(first), index: inner(second), optional: node.op === '[?]', at };
    }
    case 'call': {
      const name = String(first);
      const at = skipTo(source, node.start + name.length, '(');
      return { kind: 'call', name, target: undefined, args: (second as Parts).map(inner), at };
    }
    case 'rcall': {
      const name = String(first);
      const dot = skipTo(source, loose(second).end, '.');
      const at = skipTo(source, skipTo(source, dot, name) + name.length, '(');
      return { kind: 'call', name, target: inner(second), args: (third as Parts).map(inner), at };
    }
    case 'list':
      return { kind: 'list', items: args.map(inner), at: node.start };
    case 'map':
      return { kind: 'map', entries: (args as readonly Parts[]).map(([key, value]) => [inner(key), inner(value)]), at: node.start };
    case '?:': {
      const at = skipTo(source, loose(first).end, '?');
      return { kind: 'call', name: '_?_:_', target: undefined, args: args.map(inner), at };
    }
    case '!_':
    case '-_':
      return { kind: 'call', name: node.op, target: undefined, args: [inner(first)], at: node.start };
    default: {
      const at = skipTo(source, loose(first).end, node.op);
      return { kind: 'call', name: BINARY[node.op] ?? `_${node.op}_`, target: undefined, args: [inner(first), inner(second)], at };
    }
  }
}

/** The tree of an expression. Throws the library's ParseError. */
export function parseCel(source: string): CelNode {
  const { ast }: { readonly ast: ASTNode } = environment.parse(source);
  return convert(loose(ast), source);
}
