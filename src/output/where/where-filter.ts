import { compareQuantities } from '../../kernel/quantity.ts';
import { CliError } from '../cli-error.ts';
import { compares } from '../json-path/compare-values.ts';
import { findAll } from '../json-path/find-all.ts';
import type { JsonPath, JsonPathOperator } from '../json-path/json-path.ts';
import { valueText } from '../json-path/value-text.ts';
import { naturalOrder } from '../natural-order.ts';
import { pathsIn, type Where } from './where.ts';

/** An expression at work. */
export interface WhereFilter {
  /** Whether the expression holds for an object. */
  holds(object: unknown): boolean;
  /** The paths at which none of the objects that were looked at had anything; empty before the first. */
  blanks(): readonly string[];
}

/** What an object has at a path. Null is nothing, and so is data that the path does not fit: an index behind the end of a list. */
function valuesAt(path: JsonPath, object: unknown): readonly unknown[] {
  try {
    return findAll(path, object).filter((value) => value !== null && value !== undefined);
  } catch (error) {
    if (error instanceof CliError) return [];
    throw error;
  }
}

/** Negative, zero or positive; undefined where the two have no order. */
function orderOf(left: unknown, right: unknown): number | undefined {
  const isText = typeof left === 'string' && typeof right === 'string';
  const hasOrder = [left, right].every((side) => typeof side === 'string' || typeof side === 'number');
  if (!hasOrder) return undefined;
  return compareQuantities(String(left), String(right)) ?? (isText ? naturalOrder(left, right) : undefined);
}

function holdsFor(left: unknown, operator: Exclude<JsonPathOperator, '!='>, right: unknown): boolean {
  if (operator === '==') return valueText(left) === valueText(right);
  const order = orderOf(left, right);
  return order !== undefined && compares(order, operator, 0);
}

function passes(where: Where, object: unknown): boolean {
  if (where.is === 'not') return !passes(where.of, object);
  if (where.is !== 'test')
    return where.is === 'all' ? where.of.every((one) => passes(one, object)) : where.of.some((one) => passes(one, object));
  const lefts = valuesAt(where.left, object);
  if (where.operator === undefined) return lefts.some((value) => value !== false);
  const { operator } = where;
  const rights = valuesAt(where.right, object);
  const some = (wanted: Exclude<JsonPathOperator, '!='>): boolean =>
    lefts.some((left) => rights.some((right) => holdsFor(left, wanted, right)));
  return operator === '!=' ? !some('==') : some(operator);
}

/**
 * Makes a filter of an expression. A comparison holds if it does for any of the values at a path; `!=` is the opposite of `==`, and so holds where
 * nothing is there. Values are equal if their texts are; they are ordered by amount where both are numbers or quantities, else as people order texts.
 */
export function whereFilter(where: Where): WhereFilter {
  const blank = new Set(pathsIn(where));
  let looked = false;
  return {
    holds(object) {
      looked = true;
      for (const path of blank) if (valuesAt(path, object).length > 0) blank.delete(path);
      return passes(where, object);
    },
    blanks: () => (looked ? [...blank].map(({ source }) => source) : []),
  };
}
