import { badRequest } from '../failures/common-failures.ts';
import { labelTokens, type LabelToken } from './label-tokens.ts';
import { labelValueProblems, qualifiedNameProblems } from '../values/name-rules.ts';

/** One term of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'absent' | '>' | '<';
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

const BINARY = 'in, notin, =, ==, !=, gt, lt';
const INTEGER = /^[+-]?\d+$/;

/** What is wrong with a selector, in the server's words. */
class SelectorProblem extends Error {}

/** The tokens of a selector, read one by one. */
interface Reader {
  /** The next token, with `in` and `notin` as words, as they may be keys and values. */
  peek(): LabelToken;
  take(): LabelToken;
  takeOperator(): LabelToken;
}

function readerOf(selector: string): Reader {
  const tokens = labelTokens(selector);
  let at = 0;
  const token = (): LabelToken => tokens[at] ?? { kind: 'end', text: '' };
  const asWord = ({ kind, text }: LabelToken): LabelToken => ({ kind: kind === 'in' || kind === 'notin' ? 'word' : kind, text });
  const takeOperator = (): LabelToken => {
    const taken = token();
    at += 1;
    return taken;
  };
  return { peek: () => asWord(token()), take: () => asWord(takeOperator()), takeOperator };
}

function isEnd({ kind }: LabelToken): boolean {
  return kind === 'end' || kind === ',';
}

function readSet(reader: Reader): readonly string[] {
  const open = reader.take();
  if (open.kind !== '(') throw new SelectorProblem(`found '${open.text}' expected: '('`);
  const values = new Set<string>();
  // An empty place between commas and brackets is the empty value.
  let last: LabelToken['kind'] = ',';
  for (;;) {
    const token = reader.take();
    if (token.kind === 'word' && last === ',') values.add(token.text);
    else if ((token.kind === ',' || token.kind === ')') && last === ',') values.add('');
    else if (token.kind !== ',' && token.kind !== ')') throw new SelectorProblem(`found '${token.text}', expected: ',' or ')'`);
    if (token.kind === ')') return [...values].toSorted();
    last = token.kind;
  }
}

function readValue(reader: Reader): readonly string[] {
  if (isEnd(reader.peek())) return [''];
  const token = reader.take();
  if (token.kind !== 'word') throw new SelectorProblem(`found '${token.text}', expected: identifier`);
  return [token.text];
}

function checkValues(key: string, operator: LabelRequirement['operator'], values: readonly string[]): void {
  if (operator === '<' || operator === '>') {
    const [value = ''] = values;
    const why = "for 'Gt', 'Lt' operators, the value must be an integer";
    if (!INTEGER.test(value)) throw new SelectorProblem(`values[0]: Invalid value: "${value}": ${why}`);
    return;
  }
  for (const [index, value] of values.entries()) {
    const [problem] = labelValueProblems(value);
    if (problem !== undefined) throw new SelectorProblem(`values[${String(index)}][${key}]: Invalid value: "${value}": ${problem}`);
  }
}

function readRequirement(reader: Reader): LabelRequirement {
  const negated = reader.peek().kind === '!';
  if (negated) reader.take();
  const { kind, text: key } = reader.take();
  if (kind !== 'word') throw new SelectorProblem(`found '${key}', expected: identifier`);
  const problems = qualifiedNameProblems(key);
  if (problems.length > 0) throw new SelectorProblem(`<nil>: Invalid value: "${key}": ${problems.join('; ')}`);
  if (negated) return { key, operator: 'absent', values: [] };
  if (isEnd(reader.peek())) return { key, operator: 'exists', values: [] };
  const found = reader.takeOperator();
  const operator = OPERATOR_OF[found.kind];
  if (operator === undefined) throw new SelectorProblem(`found '${found.text}', expected: ${BINARY}`);
  const values = found.kind === 'in' || found.kind === 'notin' ? readSet(reader) : readValue(reader);
  checkValues(key, operator, values);
  return { key, operator, values };
}

const OPERATOR_OF: Partial<Readonly<Record<LabelToken['kind'], LabelRequirement['operator']>>> = {
  in: 'in',
  '=': 'in',
  '==': 'in',
  notin: 'notin',
  '!=': 'notin',
  '<': '<',
  '>': '>',
};

function readSelector(reader: Reader): readonly LabelRequirement[] {
  const requirements: LabelRequirement[] = [];
  for (;;) {
    const next = reader.peek();
    if (next.kind === 'end') return requirements;
    if (next.kind !== 'word' && next.kind !== '!') throw badRequest(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    requirements.push(readRequirement(reader));
    const separator = reader.take();
    if (separator.kind === 'end') return requirements;
    if (separator.kind !== ',') throw badRequest(`found '${separator.text}', expected: ',' or 'end of string'`);
    const after = reader.peek();
    if (after.kind !== 'word' && after.kind !== '!') throw badRequest(`found '${after.text}', expected: identifier after ','`);
  }
}

/** Reads a label selector (`app=x,tier in (a,b),!old,size>3`). Throws 400 with the server's text where it is malformed. */
export function parseLabelSelector(selector: string): readonly LabelRequirement[] {
  try {
    return readSelector(readerOf(selector));
  } catch (error) {
    throw error instanceof SelectorProblem ? badRequest(`unable to parse requirement: ${error.message}`) : error;
  }
}

function compares(operator: '<' | '>', label: string, value: string): boolean {
  if (!INTEGER.test(label)) return false;
  return operator === '<' ? BigInt(label) < BigInt(value) : BigInt(label) > BigInt(value);
}

/** Whether labels fulfil every term. `!=` and `notin` are also true of objects without the label. */
export function matchesLabels(requirements: readonly LabelRequirement[], labels: Labels = {}): boolean {
  return requirements.every(({ key, operator, values }) => {
    const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (operator === 'absent') return label === undefined;
    if (operator === 'notin') return label === undefined || !values.includes(label);
    if (label === undefined) return false;
    if (operator === 'in') return values.includes(label);
    return operator === 'exists' || compares(operator, label, values[0] ?? '');
  });
}
