import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { type FieldCase, refused, taken } from './support/custom-resources-cases.ts';
import { testCrd } from './support/custom-resources-crd.ts';
import { causesOf, customResourceScene, expectCase, specOf } from './support/custom-resources-scene.ts';

const INVALID = 'FieldValueInvalid';
const text = { type: 'string', maxLength: 50 };
const texts = { type: 'array', maxItems: 5, items: text };
const object = {
  type: 'object',
  properties: {
    a: text,
    n: { type: 'integer' },
    d: { type: 'number' },
    l: texts,
    m: { type: 'object', maxProperties: 5, additionalProperties: text },
  },
};

function ruled(schema: JsonObject, rule: string, more: JsonObject = {}): JsonObject {
  return { ...schema, 'x-kubernetes-validations': [{ rule, ...more }] };
}

const NOT_A = "self == 'a'";

const cases: readonly FieldCase[] = [
  taken('holds', ruled(text, NOT_A), 'a'),
  refused('ruleAsMessage', ruled(text, NOT_A), 'b', `${INVALID} | $ | Invalid value: "b": failed rule: self == 'a'`),
  refused('message', ruled(text, NOT_A, { message: ' must be a ' }), 'b', `${INVALID} | $ | Invalid value: "b": must be a`),
  refused(
    'messageExpression',
    ruled(text, NOT_A, { messageExpression: "'not ' + self", message: 'm' }),
    'b',
    `${INVALID} | $ | Invalid value: "b": not b`,
  ),
  refused(
    'messageExpressionThatFails',
    ruled(text, NOT_A, { messageExpression: "self.split(',')[3]", message: 'm' }),
    'b',
    `${INVALID} | $ | Invalid value: "b": m`,
  ),
  refused(
    'messageExpressionThatIsEmpty',
    ruled(text, NOT_A, { messageExpression: "''" }),
    'b',
    `${INVALID} | $ | Invalid value: "b": failed rule: self == 'a'`,
  ),
  refused(
    'reasonForbidden',
    ruled(text, NOT_A, { reason: 'FieldValueForbidden', message: 'no' }),
    'b',
    'FieldValueForbidden | $ | Forbidden: no',
  ),
  refused(
    'reasonRequired',
    ruled(text, NOT_A, { reason: 'FieldValueRequired', message: 'no' }),
    'b',
    'FieldValueRequired | $ | Required value: no',
  ),
  refused(
    'reasonDuplicate',
    ruled(text, NOT_A, { reason: 'FieldValueDuplicate', message: 'no' }),
    'b',
    'FieldValueDuplicate | $ | Duplicate value: "b"',
  ),
  refused(
    'reasonDuplicateOfAnObject',
    ruled(object, "self.a == 'a'", { reason: 'FieldValueDuplicate', message: 'no' }),
    { a: 'b' },
    'FieldValueDuplicate | $ | Duplicate value',
  ),
  refused('objectsAreNotShown', ruled(object, "self.a == 'a'"), { a: 'b' }, `${INVALID} | $ | Invalid value: failed rule: self.a == 'a'`),
  refused('listsAreNotShown', ruled(texts, 'self.size() > 5'), ['a'], `${INVALID} | $ | Invalid value: failed rule: self.size() > 5`),
  refused(
    'fieldPath',
    ruled(object, "self.a == 'a'", { fieldPath: '.a' }),
    { a: 'b' },
    `${INVALID} | $.a | Invalid value: failed rule: self.a == 'a'`,
  ),
  refused(
    'fieldPathInAMap',
    ruled(object, "self.a == 'a'", { fieldPath: ".m['x.y']" }),
    { a: 'b' },
    `${INVALID} | $.m[x.y] | Invalid value: failed rule: self.a == 'a'`,
  ),
  refused('ofAnInteger', ruled({ type: 'integer' }, 'self > 5'), 3, `${INVALID} | $ | Invalid value: 3: failed rule: self > 5`),
  refused('ofABoolean', ruled({ type: 'boolean' }, 'self'), false, `${INVALID} | $ | Invalid value: false: failed rule: self`),
  refused(
    'ofANumberWrittenAsAnInteger',
    ruled(object, 'self.d > 1.5'),
    { d: 1 },
    `${INVALID} | $ | Invalid value: failed rule: self.d > 1.5`,
  ),
  taken('numbersOfBothTypes', ruled(object, 'self.d == 1.0 && dyn(self.n) == 1.0'), { d: 1, n: 1 }),
  refused(
    'ofADateTime',
    ruled({ type: 'string', format: 'date-time' }, 'self.getFullYear() > 2020'),
    '2019-01-01T00:00:00Z',
    `${INVALID} | $ | Invalid value: "2019-01-01T00:00:00Z": failed rule: self.getFullYear() > 2020`,
  ),
  refused(
    'ofADuration',
    ruled({ type: 'string', format: 'duration' }, "self > duration('1m')"),
    '1s',
    `${INVALID} | $ | Invalid value: "1s": failed rule: self > duration('1m')`,
  ),
  refused(
    'ofBytes',
    ruled({ type: 'string', format: 'byte', maxLength: 20 }, 'size(self) > 5'),
    'YWJj',
    `${INVALID} | $ | Invalid value: "YWJj": failed rule: size(self) > 5`,
  ),
  refused(
    'namesThatNeedEscapes',
    ruled(
      { type: 'object', properties: { namespace: text, 'a-b': text, 'x.y': text } },
      "self.__namespace__ == 'x' && self.a__dash__b == 'y' && self.x__dot__y == 'z'",
    ),
    { namespace: 'x', 'a-b': 'y', 'x.y': 'w' },
    `${INVALID} | $ | Invalid value: failed rule: self.__namespace__ == 'x' && self.a__dash__b == 'y' && self.x__dot__y == 'z'`,
  ),
  taken('intOrStringByType', ruled({ 'x-kubernetes-int-or-string': true }, "type(self) == int ? self > 5 : self.endsWith('%')"), '50%'),
  taken('twoVariables', ruled(texts, "self.all(i, x, i < 2 && x != '')"), ['a', 'b']),
  taken('optionals', ruled(object, "self.?a.orValue('none') == 'none'"), {}),
  taken('quantities', ruled(text, "quantity(self).isGreaterThan(quantity('500m'))"), '1'),
  taken('urls', ruled(text, "isURL(self) && url(self).getHostname() == 'example.com'"), 'https://example.com:80/x'),
  taken('addresses', ruled(text, "cidr(self).containsIP('10.1.2.3')"), '10.0.0.0/8'),
  taken('versions', ruled(text, "semver(self).isLessThan(semver('2.0.0'))"), '1.9.9'),
  taken('sets', ruled(texts, "sets.contains(self, ['a']) && sets.intersects(self, ['b', 'z'])"), ['a', 'b']),
  taken('listFunctions', ruled(texts, "self.isSorted() && self.max() == 'b' && self.indexOf('b') == 1"), ['a', 'b']),
  taken('textFunctions', ruled(text, "self.upperAscii().split('-').size() == 2 && self.lowerAscii().trim().indexOf('-') == 1"), 'a-a'),
  taken('joinedTexts', ruled(texts, "self.join('+') == 'a+b' && self.map(x, x + '!').size() == 2"), ['a', 'b']),
  taken('replacedText', ruled(text, "self.replace('a', 'b', 1) == 'b-a' && self.charAt(1) == '-' && self.substring(2) == 'a'"), 'a-a'),
  taken('expressionsFound', ruled(text, "self.find('[0-9]+') == '12' && self.findAll('[0-9]+').size() == 2"), 'a12b34'),
  refused(
    'formatted',
    ruled(object, 'false', { messageExpression: "'%s %d %.2f %s'.format([self.a, self.n, self.d, self.l])" }),
    { a: 'x', n: 3, d: 1.5, l: ['p'] },
    `${INVALID} | $ | Invalid value: x 3 1.50 ["p"]`,
  ),
  refused(
    'severalRules',
    {
      type: 'object',
      'x-kubernetes-validations': [
        { rule: "self.a == '1'", message: 'one' },
        { rule: "self.b == '2'", message: 'two' },
      ],
      properties: { a: ruled(text, "self == '1'", { message: 'inner' }), b: text },
    },
    { a: 'x', b: 'x' },
    `${INVALID} | $ | Invalid value: one`,
    `${INVALID} | $ | Invalid value: two`,
    `${INVALID} | $.a | Invalid value: "x": inner`,
  ),
  refused(
    'rulesWaitForTypes',
    ruled(object, "self.a == '1'", { message: 'one' }),
    { a: 5 },
    'FieldValueTypeInvalid | $.a | Invalid value: "integer": $.a in body must be of type string: "integer"',
    `${INVALID} | <nil> | Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation`,
  ),
  refused(
    'rulesDoNotWaitForPatterns',
    ruled({ type: 'object', properties: { a: { ...text, pattern: '^x' } } }, "self.a == '1'", { message: 'one' }),
    { a: '5' },
    `${INVALID} | $.a | Invalid value: "5": $.a in body should match '^x'`,
    `${INVALID} | $ | Invalid value: one`,
  ),
];

describeCluster('custom resources are judged by rules', (plane) => {
  const root = {
    'x-kubernetes-validations': [
      { rule: "self.metadata.name != 'forbidden' && self.kind == 'Thing'", message: 'the name is forbidden' },
      { rule: "!has(self.metadata.generateName) || self.metadata.generateName == 'ok-'", message: 'wrong prefix' },
    ],
  };
  const scene = customResourceScene(plane.kubeconfig, testCrd({ properties: specOf(cases), root }));

  test.each(cases)('$name', async (one) => {
    await expectCase(scene, one);
  });

  test('rules at the root see name, generateName, kind and apiVersion', async () => {
    const answer = await scene.create({}, '?dryRun=All', 'forbidden', { generateName: 'no-' });
    expect(causesOf(answer)).toEqual([
      `${INVALID} | <nil> | Invalid value: the name is forbidden`,
      `${INVALID} | <nil> | Invalid value: wrong prefix`,
    ]);
  });
});
