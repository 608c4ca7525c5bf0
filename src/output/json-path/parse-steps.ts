import type { JsonPathStep } from './json-path.ts';
import { OPERATORS } from './operators.ts';
import { readQuoted } from './read-quoted.ts';
import type { Scanner } from './scanner.ts';

/**
 * A field's name ends before these; a backslash takes the next character as it is. In a filter, comparisons and the bracket end it too, in an
 * expression also what joins comparisons.
 */
const NAME = /(?:\\[^]|[^\s.,[\]$@{}\\])*/;
const NAME_IN_FILTER = /(?:\\[^]|[^\s.,[\]$@{}\\()=!<>])*/;
const NAME_IN_EXPRESSION = /(?:\\[^]|[^\s.,[\]$@{}\\()=!<>&|])*/;
const NUMBER = /[+-]?\d[\d.]*/;
const INDEX = /-?\d+/;
const WORD = /[\p{L}\p{N}_]+/u;

/** Where a path stands. */
type Place = 'template' | 'filter' | 'expression';

const NAMES: Readonly<Record<Place, RegExp>> = { template: NAME, filter: NAME_IN_FILTER, expression: NAME_IN_EXPRESSION };

function readField(scanner: Scanner, place: Place): JsonPathStep {
  const name = scanner.take(NAMES[place]) ?? '';
  return name === '*' ? { is: 'wildcard' } : { is: 'field', name: name.replaceAll(/\\([^])/g, '$1') };
}

function readNumber(scanner: Scanner): JsonPathStep {
  const at = scanner.at;
  const text = scanner.take(NUMBER);
  const value = Number(text);
  if (text === undefined || Number.isNaN(value)) scanner.fail(`${text ?? scanner.peek()} is no number`, at);
  return { is: 'literal', value };
}

/** The part of a slice between two colons. */
function readBound(scanner: Scanner): number | undefined {
  const text = scanner.take(INDEX);
  return text === undefined ? undefined : Number(text);
}

function readStep(scanner: Scanner): number | undefined {
  const at = scanner.at;
  const step = readBound(scanner);
  if (step !== undefined && step <= 0) scanner.fail('the step of a slice must be larger than 0', at);
  return step;
}

function readSlice(scanner: Scanner): JsonPathStep {
  const at = scanner.at;
  const from = readBound(scanner);
  if (!scanner.isAt(':')) {
    if (from === undefined) scanner.fail("an index, a slice like 0:2, * or a name in single quotes like 'a' must stand in brackets", at);
    return { is: 'slice', from, single: true };
  }
  scanner.skip(':');
  const to = readBound(scanner);
  const step = scanner.skip(':') ? readStep(scanner) : undefined;
  return {
    is: 'slice',
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(step !== undefined && { step }),
  };
}

/** `'a.b'` in brackets is the path `.a.b`, as kubectl reads it: a dot that belongs to a name is escaped. */
function readNames(scanner: Scanner): readonly JsonPathStep[] {
  const steps: JsonPathStep[] = [];
  const open = scanner.at;
  scanner.skip("'");
  do {
    const name = scanner.take(/(?:\\[^]|[^.'\\])*/) ?? '';
    steps.push(name === '*' ? { is: 'wildcard' } : { is: 'field', name: name.replaceAll(/\\([^])/g, '$1') });
  } while (scanner.skip('.'));
  if (!scanner.skip("'")) scanner.fail("this ' is not closed", open);
  return steps;
}

function readBrackets(scanner: Scanner): readonly JsonPathStep[] {
  const open = scanner.at;
  scanner.skip('[');
  const paths: (readonly JsonPathStep[])[] = [];
  do {
    scanner.skipBlanks();
    if (scanner.isAt("'")) paths.push(readNames(scanner));
    else if (scanner.skip('*')) paths.push([{ is: 'slice' }]);
    else paths.push([readSlice(scanner)]);
    scanner.skipBlanks();
  } while (scanner.skip(','));
  if (scanner.peek() === '' || scanner.isAt('}')) scanner.fail('this [ is not closed', open);
  if (!scanner.skip(']')) scanner.fail(`"${scanner.peek()}" does not belong in brackets`);
  const [only = []] = paths;
  return paths.length === 1 ? only : [{ is: 'union', paths }];
}

function readFilter(scanner: Scanner): JsonPathStep {
  const open = scanner.at;
  scanner.skip('[?(');
  const left = readSteps(scanner, 'filter');
  const operator = OPERATORS.find((candidate) => scanner.skip(candidate));
  const right = operator === undefined ? [] : readSteps(scanner, 'filter');
  if (scanner.peek() === '') scanner.fail('this filter is not closed with )]', open);
  if (left.length === 0 || (operator !== undefined && right.length === 0)) scanner.fail('a value to compare is missing');
  if (!scanner.skip(')]')) scanner.fail(`"${scanner.peek()}" is not understood: a filter holds one comparison and ends with )]`);
  return { is: 'filter', left, ...(operator !== undefined && { test: { operator, right } }) };
}

function readDescent(scanner: Scanner, before: JsonPathStep | undefined, place: Place): readonly JsonPathStep[] {
  if (before?.is === 'descend') scanner.fail('.. cannot follow ..');
  scanner.skip('..');
  return /[\p{L}\p{N}_]/u.test(scanner.peek()) ? [{ is: 'descend' }, readField(scanner, place)] : [{ is: 'descend' }];
}

function readWord(scanner: Scanner): JsonPathStep {
  const at = scanner.at;
  const word = scanner.take(WORD) ?? '';
  if (word === 'true' || word === 'false') return { is: 'literal', value: word === 'true' };
  const hint = word === 'range' || word === 'end' ? 'stands at the start of its braces' : 'is no word of JSONPath: fields begin with a dot';
  return scanner.fail(`"${word}" ${hint}`, at);
}

/** Reads steps until something comes that is none: the caller decides whether that may be there. */
export function readSteps(scanner: Scanner, place: Place = 'template'): readonly JsonPathStep[] {
  const steps: JsonPathStep[] = [];
  for (;;) {
    scanner.skipBlanks();
    const next = scanner.peek();
    if (scanner.isAt('[?(')) steps.push(readFilter(scanner));
    else if (scanner.isAt('..')) steps.push(...readDescent(scanner, steps.at(-1), place));
    else if (scanner.skip('@') || scanner.skip('$')) continue;
    else if (next === '[') steps.push(...readBrackets(scanner));
    else if (next === '"' || next === "'") steps.push({ is: 'literal', value: readQuoted(scanner) });
    else if (scanner.skip('.')) steps.push(readField(scanner, place));
    else if (/[+\-\d]/.test(next)) steps.push(readNumber(scanner));
    else if (/[\p{L}_]/u.test(next)) steps.push(readWord(scanner));
    else return steps;
  }
}
