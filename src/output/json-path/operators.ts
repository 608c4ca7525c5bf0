import type { JsonPathOperator } from './json-path.ts';

/** The operators in an order in which each can be looked for: the longer before those that they begin with. */
export const OPERATORS: readonly JsonPathOperator[] = ['==', '!=', '<=', '>=', '<', '>'];
