import { test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { type FieldCase, refused, taken } from './support/custom-resources-cases.ts';
import { testCrd } from './support/custom-resources-crd.ts';
import { customResourceScene, expectCase, specOf } from './support/custom-resources-scene.ts';

const text = { type: 'string', maxLength: 50 };
const object = {
  type: 'object',
  properties: {
    a: text,
    n: { type: 'integer' },
    l: { type: 'array', maxItems: 5, items: text },
    m: { type: 'object', maxProperties: 5, additionalProperties: text },
    o: { type: 'object', properties: { p: text } },
  },
};

/** A rule on an object that ends without a verdict. */
function fails(name: string, rule: string, value: JsonObject, why: string): FieldCase {
  const schema = { ...object, 'x-kubernetes-validations': [{ rule }] };
  return refused(name, schema, value, `FieldValueInvalid | $ | Invalid value: "object": ${why} evaluating rule: ${rule}`);
}

const converted = (to: string): string => `type conversion error from 'string' to '${to}'`;
const intOrString = (rule: string): JsonObject => ({ 'x-kubernetes-int-or-string': true, 'x-kubernetes-validations': [{ rule }] });
const unsupported = (what: string, rule: string): string =>
  `FieldValueInvalid | $ | Invalid value: "": '${what}': call arguments did not match a supported operator, function or macro signature for rule: ${rule}`;

const cases: readonly FieldCase[] = [
  fails('missingField', "self.a == 'a'", {}, 'no such key: a'),
  fails('missingKey', "self.m['k'] == 'a'", { m: {} }, 'no such key: k'),
  fails('presenceInWhatIsMissing', 'has(self.o.p)', {}, 'no such key: o'),
  fails('indexTooLarge', "self.l[3] == 'a'", { l: ['a'] }, 'index out of bounds: 3'),
  fails('indexTooSmall', "self.l[-1] == 'a'", { l: ['a'] }, 'index out of bounds: -1'),
  fails('divisionByZero', '1 / self.n > 0', { n: 0 }, 'division by zero'),
  fails('modulusByZero', '1 % self.n > 0', { n: 0 }, 'modulus by zero'),
  fails('overflow', 'self.n + 9223372036854775807 > 0', { n: 1 }, 'integer overflow'),
  fails('noInteger', 'int(self.a) > 0', { a: 'x' }, converted('int')),
  fails('emptyInteger', 'int(self.a) > 0', { a: '' }, converted('int')),
  fails('noDouble', 'double(self.a) > 0.0', { a: 'x' }, converted('double')),
  fails('noBoolean', 'bool(self.a)', { a: 'x' }, converted('bool')),
  fails('noDuration', "duration(self.a) > duration('1s')", { a: 'x' }, converted('google.protobuf.Duration')),
  fails('noTimestamp', "timestamp(self.a) > timestamp('2020-01-01T00:00:00Z')", { a: 'x' }, converted('google.protobuf.Timestamp')),
  fails(
    'noQuantity',
    "quantity(self.a).isGreaterThan(quantity('1'))",
    { a: 'x' },
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ),
  fails(
    'noUrl',
    "url(self.a).getHost() == 'x'",
    { a: 'x y' },
    'URL parse error during conversion from string: parse "x y": invalid URI for request',
  ),
  fails(
    'noAddress',
    'ip(self.a).family() == 4',
    { a: 'x' },
    'IP Address "x" parse error during conversion from string: ParseAddr("x"): unable to parse IP',
  ),
  fails('noVersion', 'semver(self.a).major() == 4', { a: 'x' }, 'No Major.Minor.Patch elements found'),
  fails('noExpression', 'self.a.matches(self.a)', { a: '(' }, 'error parsing regexp: missing closing ): `(`'),
  fails('nothingInAnOptional', "self.?a.value() == 'x'", {}, 'optional.none() dereference'),
  fails('substringTooFar', "self.a.substring(5) == 'x'", { a: 'x' }, 'index out of range: 5'),
  fails('characterTooFar', "self.a.charAt(5) == 'x'", { a: 'x' }, 'index out of range: 5'),
  fails('smallestOfNothing', 'self.l.map(x, int(x)).min() > 5', { l: [] }, 'min called on empty list'),
  refused('operatorOnTheWrongType', intOrString('self > 5'), 'x', unsupported('no such overload', 'self > 5')),
  refused(
    'functionOnTheWrongType',
    intOrString("quantity(self).isGreaterThan(quantity('0'))"),
    3,
    unsupported('no such overload: quantity(int)', "quantity(self).isGreaterThan(quantity('0'))"),
  ),
  taken(
    'aSideThatDecidesHidesAFailure',
    { ...object, 'x-kubernetes-validations': [{ rule: "self.a == 'x' || true" }, { rule: "!(self.a == 'x' && false)" }] },
    {},
  ),
  refused(
    'anItemThatDecidesHidesAFailure',
    { type: 'array', maxItems: 3, items: text, 'x-kubernetes-validations': [{ rule: 'self.all(x, int(x) > 0)' }] },
    ['a', '0'],
    'FieldValueInvalid | $ | Invalid value: failed rule: self.all(x, int(x) > 0)',
  ),
];

describeCluster('rules that cannot be evaluated', (plane) => {
  const scene = customResourceScene(plane.kubeconfig, testCrd({ properties: specOf(cases) }));

  test.each(cases)('$name', async (one) => {
    await expectCase(scene, one);
  });
});
