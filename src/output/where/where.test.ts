import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CliError } from '../cli-error.ts';
import { parseWhere } from './parse-where.ts';
import { whereFilter } from './where-filter.ts';

const TENANT = {
  metadata: { name: 'acme', labels: { 'example.com/tier': 'gold', version: '1' }, creationTimestamp: '2026-03-01T10:00:00Z' },
  spec: { plan: 'free', suspended: false, replicas: 3, wanted: 4, none: null, size: '1Gi', tag: 'v1.10.0', 'a&b': 1 },
  status: { phase: 'Failed', ports: [{ port: 80 }, { port: 443 }], key: { id: 7 } },
};

test.each([
  ['.spec.plan == "free"', true],
  [".spec.plan='free'", true],
  ['{.spec.plan} == "free"', true],
  ['$.spec.plan=="free"', true],
  ['"free" == .spec.plan', true],
  ['.spec.plan != "free"', false],
  ['.spec.nothing != "free"', true],
  ['.spec.nothing == "free"', false],
  // A path alone.
  ['.spec.plan', true],
  ['.spec.suspended', false],
  ['!.spec.suspended', true],
  ['.spec.none', false],
  ['.status.ports', true],
  ['true', true],
  // Values of other types, and values that no comparison knows.
  ['.metadata.labels.version == 1', true],
  ['.spec.replicas == "3"', true],
  ['.spec.suspended == false', true],
  ['.status.key == .status.key', true],
  ['.spec.suspended < 1', false],
  ['.status.key > 1', false],
  ['.spec.plan > 1', false],
  // Order: by amount, else as people order.
  ['.spec.replicas > 2', true],
  ['.spec.replicas >= 3', true],
  ['.spec.replicas < .spec.wanted', true],
  ['.spec.size > "900Mi"', true],
  ['.spec.size <= "1024Mi"', true],
  ['.spec.tag > "v1.9.3"', true],
  ['.metadata.creationTimestamp < "2026-04"', true],
  ['.metadata.creationTimestamp > "2026-04"', false],
  // Several values at a path.
  ['.status.ports[*].port == 443', true],
  ['.status.ports[*].port != 443', false],
  ['.status.ports[*].port > 500', false],
  ['.status.ports[?(@.port>100)].port == 443', true],
  ['.status.ports[7].port == 443', false],
  [String.raw`.metadata.labels.example\.com/tier == "gold"`, true],
  [String.raw`.metadata.labels['example\.com/tier'] == "gold"`, true],
  [String.raw`.spec.a\&b == 1`, true],
  // What joins them.
  ['.spec.plan=="free"&&.status.phase=="Running"', false],
  ['.spec.plan == "free" || .status.phase == "Running" && .spec.replicas == 9', true],
  ['(.spec.plan == "free" || .status.phase == "Running") && .spec.replicas == 9', false],
  ['!(.spec.plan == "free") || !!.spec.plan', true],
  [' ( ( .spec.replicas > 2 ) ) ', true],
])('%s is %s', (text, expected) => {
  expect(whereFilter(parseWhere(text)).holds(TENANT)).toBe(expected);
});

test.each([
  ['', 1, 'a path like .status.phase or a value is missing'],
  ['.status.phase ==', 17, 'is missing'],
  ['== "x"', 1, 'is missing'],
  ['.status.phase == Running', 18, 'Running is neither a path nor a value: paths begin with a dot, texts stand in quotes'],
  ['status.phase == "x"', 1, 'status is neither a path'],
  ['.a == "x" .b == "y"', 7, 'an operator is missing between two values'],
  ['.a "x"', 1, 'an operator is missing between two values'],
  ['(.a == 1', 1, 'this ( is not closed'],
  ['.a == 1)', 8, '")" is not understood'],
  ['.a & .b', 4, '"&" is not understood'],
  ['.a &&', 6, 'is missing'],
  ['.a =~ "x"', 5, 'is missing'],
  ['{.a == 1', 1, 'this { is not closed'],
  ['.a == "x', 7, 'this " is not closed'],
  ['!'.repeat(60), 52, 'more than 50 brackets'],
])('%s cannot be read: character %d', (text, at, problem) => {
  let thrown: unknown;
  try {
    parseWhere(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ exit: 2, message: `the expression "${text}" cannot be read` });
  expect((thrown as CliError).why).toContain(problem);
  expect((thrown as CliError).why).toMatch(new RegExp(`^character ${at}: `));
});

test('paths at which no object has anything are named, once there was one to look at', () => {
  const filter = whereFilter(parseWhere('.spec.plann == "free" && {.spec.plan} != .spec.nothing || .spec.plan == "x"'));
  expect(filter.blanks()).toEqual([]);
  filter.holds(TENANT);
  expect(filter.blanks()).toEqual(['.spec.plann', '.spec.nothing']);
  filter.holds({ spec: { plann: 'free' } });
  expect(filter.blanks()).toEqual(['.spec.nothing']);
});

const amount = fc.oneof(fc.integer(), fc.constantFrom('1', '2', '10', '1Gi', '900Mi', 'a', 'b2', 'b10', 'true'));
const literal = (value: string | number): string => (typeof value === 'string' ? `"${value}"` : String(value));

test('negations are the opposite, and of two values one is smaller, larger, or they have one amount', () => {
  fc.assert(
    fc.property(amount, amount, (left, right) => {
      const holds = (operator: string): boolean => whereFilter(parseWhere(`.x ${operator} ${literal(right)}`)).holds({ x: left });
      expect(holds('!=')).toBe(!holds('=='));
      expect(holds('<') && holds('>')).toBe(false);
      if (holds('<=') && holds('>=')) expect(holds('<') || holds('>')).toBe(false);
      if (holds('<') || holds('>')) expect(holds('==')).toBe(false);
    }),
  );
});

test('whatever is written, it is read or refused with a place in it', () => {
  const piece = fc.constantFrom(
    '.a',
    '.b[*]',
    '"x"',
    "'y'",
    '1',
    'true',
    '==',
    '!=',
    '<',
    '=',
    '!',
    '&&',
    '||',
    '(',
    ')',
    '{',
    '}',
    ' ',
    'no',
    '..',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 12 }), (words) => {
      const text = words.join('');
      try {
        whereFilter(parseWhere(text)).holds({ a: 1, b: ['x'] });
      } catch (error) {
        expect(error).toBeInstanceOf(CliError);
        const at = Number(/^character (\d+): ./.exec((error as CliError).why ?? '')?.[1]);
        expect(at).toBeGreaterThanOrEqual(1);
        expect(at).toBeLessThanOrEqual(text.length + 1);
      }
    }),
    { numRuns: 1000 },
  );
});
