import type { JsonPathOperator } from './json-path.ts';
import { Misfit } from './misfit.ts';

type Comparable = string | number | boolean;

function isComparable(value: unknown): value is Comparable {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function ordered(left: Comparable, operator: Exclude<JsonPathOperator, '==' | '!='>, right: Comparable): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** Whether a comparison in a filter holds. Throws a Misfit for what cannot be compared: different types, objects, the order of booleans. */
export function compares(left: unknown, operator: JsonPathOperator, right: unknown): boolean {
  if (!isComparable(left) || !isComparable(right)) throw new Misfit('only texts, numbers and booleans can be compared');
  if (typeof left !== typeof right) throw new Misfit(`a ${typeof left} cannot be compared with a ${typeof right}`);
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left === 'boolean') throw new Misfit('booleans have no order');
  return ordered(left, operator, right);
}
