import { celFailure, noOverload } from './cel-failure.ts';
import type { CelNode } from './cel-node.ts';
import { type Scope, withVariable } from './cel-scope.ts';

/** A macro over the items of a list or the entries of a map. */
export interface Comprehension {
  readonly name: string;
  readonly range: CelNode;
  /** One variable, or two: index and item, or key and value. */
  readonly variables: readonly string[];
  /** Of `map(x, filter, result)` and the like: only where it holds. */
  readonly filter: CelNode | undefined;
  readonly body: CelNode;
}

/** How many variables and how many expressions a macro may have. */
const FORMS: Readonly<Record<string, readonly (readonly [variables: number, bodies: number])[]>> = {
  all: [
    [1, 1],
    [2, 1],
  ],
  exists: [
    [1, 1],
    [2, 1],
  ],
  exists_one: [
    [1, 1],
    [2, 1],
  ],
  existsOne: [[2, 1]],
  filter: [[1, 1]],
  map: [
    [1, 1],
    [1, 2],
  ],
  sortBy: [[1, 1]],
  transformList: [
    [2, 1],
    [2, 2],
  ],
  transformMap: [
    [2, 1],
    [2, 2],
  ],
  transformMapEntry: [
    [2, 1],
    [2, 2],
  ],
};

/** The macro that a call is; undefined where it is an ordinary call. */
export function comprehensionOf(node: Extract<CelNode, { kind: 'call' }>): Comprehension | undefined {
  const { name, target, args } = node;
  const form = FORMS[name]?.find(([variables, bodies]) => variables + bodies === args.length);
  if (target === undefined || form === undefined) return undefined;
  const [count, bodies] = form;
  const variables = args.slice(0, count).flatMap((one) => (one.kind === 'name' ? [one.name] : []));
  const body = args.at(-1);
  if (variables.length !== count || body === undefined) return undefined;
  return { name, range: target, variables, filter: bodies === 2 ? args.at(-2) : undefined, body };
}

type Evaluate = (node: CelNode, scope: Scope<unknown>) => unknown;

function entriesOf(range: unknown): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(range)) return range.map((item: unknown, index) => [BigInt(index), item]);
  if (range instanceof Map) return [...(range as ReadonlyMap<unknown, unknown>)];
  throw noOverload();
}

/** A verdict over all items: one that decides hides failures of others. */
function quantified(decisive: boolean, verdicts: Iterable<() => unknown>): boolean {
  let failure: unknown;
  for (const verdict of verdicts) {
    try {
      const value = verdict();
      if (value === decisive) return decisive;
      if (typeof value !== 'boolean') failure ??= noOverload();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure as Error;
  return !decisive;
}

function compareKeys(left: unknown, right: unknown): number {
  if (typeof left !== typeof right) throw celFailure('list elements must have the same type');
  return (left as string) < (right as string) ? -1 : Number((left as string) > (right as string));
}

/** Evaluates a macro. */
export function evaluateComprehension(macro: Comprehension, outer: Scope<unknown>, evaluate: Evaluate): unknown {
  const range = evaluate(macro.range, outer);
  const [first = '', second] = macro.variables;
  const entries = entriesOf(range);
  const scopes = entries.map(([key, value]) =>
    second === undefined
      ? withVariable(outer, first, Array.isArray(range) ? value : key)
      : withVariable(withVariable(outer, first, key), second, value),
  );
  const holds = (node: CelNode, scope: Scope<unknown>): boolean => {
    const value = evaluate(node, scope);
    if (typeof value !== 'boolean') throw noOverload();
    return value;
  };
  const chosen = (): readonly number[] => {
    const { filter } = macro;
    return [...scopes.keys()].filter((index) => filter === undefined || holds(filter, scopes[index] ?? outer));
  };
  const results = (): readonly unknown[] => chosen().map((index) => evaluate(macro.body, scopes[index] ?? outer));
  const itemAt = (index: number): unknown => (Array.isArray(range) ? entries[index]?.[1] : entries[index]?.[0]);
  switch (macro.name) {
    case 'all':
    case 'exists':
      return quantified(
        macro.name === 'exists',
        scopes.map((scope) => () => evaluate(macro.body, scope)),
      );
    case 'exists_one':
    case 'existsOne':
      return scopes.filter((scope) => holds(macro.body, scope)).length === 1;
    case 'filter':
      return [...scopes.keys()].filter((index) => holds(macro.body, scopes[index] ?? outer)).map(itemAt);
    case 'sortBy': {
      const keys = scopes.map((scope) => evaluate(macro.body, scope));
      return [...keys.keys()].toSorted((a, b) => compareKeys(keys[a], keys[b])).map(itemAt);
    }
    case 'transformMap':
      return new Map(chosen().map((index) => [entries[index]?.[0], evaluate(macro.body, scopes[index] ?? outer)]));
    case 'transformMapEntry':
      return new Map(results().flatMap((entry) => (entry instanceof Map ? [...(entry as ReadonlyMap<unknown, unknown>)] : [])));
    default:
      return results();
  }
}
