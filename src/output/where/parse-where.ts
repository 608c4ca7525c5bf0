import type { JsonPath, JsonPathOperator } from '../json-path/json-path.ts';
import { OPERATORS } from '../json-path/operators.ts';
import { readSteps } from '../json-path/parse-steps.ts';
import { createScanner, type Scanner } from '../json-path/scanner.ts';
import type { Where } from './where.ts';

const FORM = {
  what: 'expression',
  fix: `write it like '.status.phase != "Running" && .spec.replicas > 1', in quotes for the shell`,
};

const WORD = /[\p{L}_][\p{L}\p{N}_-]*/u;

/** How deep brackets may stand in one another: what people write stays far below, and what they do not must not end the program. */
const DEEPEST = 50;

/** A word that is not in quotes: only the two truth values may stand so. */
function readBareWord(scanner: Scanner): JsonPath['steps'] {
  const at = scanner.at;
  const word = scanner.take(WORD) ?? '';
  if (word === 'true' || word === 'false') return [{ is: 'literal', value: word === 'true' }];
  return scanner.fail(`${word} is neither a path nor a value: paths begin with a dot, texts stand in quotes`, at);
}

function readOperand(scanner: Scanner, source: string): JsonPath {
  scanner.skipBlanks();
  const at = scanner.at;
  const braced = scanner.skip('{');
  const isWord = !braced && /[\p{L}_]/u.test(scanner.peek());
  const steps = isWord ? readBareWord(scanner) : readSteps(scanner, braced ? 'template' : 'expression');
  if (braced && !scanner.skip('}')) scanner.fail('this { is not closed', at);
  if (steps.length === 0) scanner.fail('a path like .status.phase or a value is missing', at);
  if (steps.length > 1 && steps.some(({ is }) => is === 'literal')) scanner.fail('an operator is missing between two values', at);
  scanner.skipBlanks();
  return { source: source.slice(at, scanner.at).trim(), steps };
}

function readOperator(scanner: Scanner): JsonPathOperator | undefined {
  const found = OPERATORS.find((operator) => scanner.skip(operator));
  // As in selectors.
  return found ?? (scanner.skip('=') ? '==' : undefined);
}

function readTest(scanner: Scanner, source: string): Where {
  const left = readOperand(scanner, source);
  const operator = readOperator(scanner);
  return operator === undefined ? { is: 'test', left } : { is: 'test', left, operator, right: readOperand(scanner, source) };
}

function readOne(scanner: Scanner, source: string, depth: number): Where {
  scanner.skipBlanks();
  const at = scanner.at;
  if (depth > DEEPEST) scanner.fail(`this stands in more than ${String(DEEPEST)} brackets`);
  if (scanner.skip('!')) return { is: 'not', of: readOne(scanner, source, depth + 1) };
  if (!scanner.skip('(')) return readTest(scanner, source);
  const within = readAny(scanner, source, depth + 1);
  if (!scanner.skip(')')) scanner.fail('this ( is not closed', at);
  scanner.skipBlanks();
  return within;
}

function readList(scanner: Scanner, is: 'all' | 'any', joint: string, read: () => Where): Where {
  const of = [read()];
  while (scanner.skip(joint)) of.push(read());
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { is, of };
}

function readAny(scanner: Scanner, source: string, depth: number): Where {
  return readList(scanner, 'any', '||', () => readList(scanner, 'all', '&&', () => readOne(scanner, source, depth)));
}

/**
 * Reads an expression over objects: comparisons (`==` or `=`, `!=`, `<`, `<=`, `>`, `>=`) of paths, texts in quotes, numbers, `true` and `false`,
 * or a path alone; `!`, `&&`, `||` and round brackets, of which `&&` binds more closely than `||`. Paths are those of `-o jsonpath`, with or
 * without braces. Throws a usage error that names the place.
 */
export function parseWhere(source: string): Where {
  const scanner = createScanner(source, FORM);
  const where = readAny(scanner, source, 0);
  if (scanner.peek() !== '') scanner.fail(`"${scanner.peek()}" is not understood`);
  return where;
}
