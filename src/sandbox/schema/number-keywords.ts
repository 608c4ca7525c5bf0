import { goNumber } from '../values/go-text.ts';
import type { SchemaNode } from './schema-node.ts';
import { isInt64 } from './type-keyword.ts';

/** Something wrong with a number. */
export interface NumberProblem {
  readonly text: string;
  readonly value: number;
  /** The server says it of the whole object, not of the field. */
  readonly isGeneral: boolean;
}

const MAX_FLOAT32 = 3.4028235677973366e38;

function fitsFormat(node: SchemaNode, value: number): boolean {
  if (node.type === 'integer') {
    if (node.format === 'int32') return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
    return isInt64(value);
  }
  return node.type !== 'number' || node.format !== 'float' || Math.abs(value) < MAX_FLOAT32;
}

function capacity(node: SchemaNode, value: number, what: string, path: string): NumberProblem | undefined {
  if (fitsFormat(node, value)) return undefined;
  const known = node.type === 'integer' ? ['int32', 'int64'] : ['float', 'double'];
  const format = known.includes(node.format ?? '') ? `with format ${node.format ?? ''}` : '(default format)';
  return { text: `${what} value must be of type ${node.type ?? ''} ${format} in ${path}`, value, isGeneral: true };
}

function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times));
}

/**
 * What `multipleOf`, `minimum`, `maximum` and the format have against a number. The server truncates a bound to an integer where the value
 * is one, and so do we.
 */
export function numberProblems(node: SchemaNode, value: number, path: string): readonly NumberProblem[] {
  const problems: NumberProblem[] = [];
  const bound = (limit: number): number => (isInt64(value) ? Math.trunc(limit) : limit);
  const add = (text: string): void => {
    problems.push({ text: `${path} ${text}`, value, isGeneral: false });
  };
  const general = capacity(node, value, 'Checked', path);
  if (general !== undefined) problems.push(general);
  if (node.multipleOf !== undefined) {
    const factor = bound(node.multipleOf);
    if (factor <= 0)
      problems.push({
        text: `factor MultipleOf declared for ${path} must be positive: ${goNumber(factor)}`,
        value: factor,
        isGeneral: false,
      });
    else if (!isMultiple(value, factor)) add(`in body should be a multiple of ${goNumber(factor)}`);
  }
  if (node.minimum !== undefined) {
    const limit = bound(node.minimum);
    const exclusive = node.exclusiveMinimum === true;
    if (value < limit || (exclusive && value === limit))
      add(`in body should be greater than ${exclusive ? '' : 'or equal to '}${goNumber(limit)}`);
  }
  if (node.maximum !== undefined) {
    const limit = bound(node.maximum);
    const exclusive = node.exclusiveMaximum === true;
    if (value > limit || (exclusive && value === limit))
      add(`in body should be less than ${exclusive ? '' : 'or equal to '}${goNumber(limit)}`);
  }
  return problems;
}
