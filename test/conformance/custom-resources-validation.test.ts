import { test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { type FieldCase, refused, taken } from './support/custom-resources-cases.ts';
import { testCrd } from './support/custom-resources-crd.ts';
import { customResourceScene, expectCase, specOf } from './support/custom-resources-scene.ts';

const text = { type: 'string' };
const INVALID = 'FieldValueInvalid';
const TYPE = 'FieldValueTypeInvalid';
const UNCHECKED = 'Invalid value: "": Checked value must be of type';
const either = { type: 'object', properties: { a: text, b: text } };
const alternatives = [{ required: ['a'] }, { required: ['b'] }];

const cases: readonly FieldCase[] = [
  refused('aNumberForText', text, 5, `${TYPE} | $ | Invalid value: "integer": $ in body must be of type string: "integer"`),
  refused(
    'aTextForAnInteger',
    { type: 'integer' },
    'x',
    `${TYPE} | $ | Invalid value: "string": $ in body must be of type integer: "string"`,
  ),
  refused(
    'aFractionForAnInteger',
    { type: 'integer' },
    1.5,
    `${TYPE} | $ | Invalid value: "number": $ in body must be of type integer: "number"`,
    `${INVALID} | <nil> | ${UNCHECKED} integer (default format) in $`,
  ),
  refused(
    'aTextForABoolean',
    { type: 'boolean' },
    'true',
    `${TYPE} | $ | Invalid value: "string": $ in body must be of type boolean: "string"`,
  ),
  refused('aTextForANumber', { type: 'number' }, 'x', `${TYPE} | $ | Invalid value: "string": $ in body must be of type number: "string"`),
  taken('anIntegerForANumber', { type: 'number' }, 3),
  refused(
    'anObjectForAList',
    { type: 'array', items: text },
    { a: 1 },
    `${TYPE} | $ | Invalid value: "object": $ in body must be of type array: "object"`,
  ),
  refused('aListForAnObject', either, ['x'], `${TYPE} | $ | Invalid value: "array": $ in body must be of type object: "array"`),
  refused(
    'nullInAList',
    { type: 'array', items: text },
    [null],
    `${TYPE} | $[0] | Invalid value: "null": $[0] in body must be of type string: "null"`,
  ),
  taken('nullWhereNullable', { ...text, nullable: true }, null),
  refused(
    'enumOfTexts',
    { ...text, enum: ['A', 'B'] },
    'C',
    'FieldValueNotSupported | $ | Unsupported value: "C": supported values: "A", "B"',
  ),
  refused(
    'enumOfNumbers',
    { type: 'integer', enum: [1, 2] },
    3,
    'FieldValueNotSupported | $ | Unsupported value: 3: supported values: "1", "2"',
  ),
  refused(
    'enumOfObjects',
    { ...either, enum: [{ a: 'x' }] },
    { a: 'y' },
    'FieldValueNotSupported | $ | Unsupported value: {"a":"y"}: supported values: "{\\"a\\":\\"x\\"}"',
  ),
  refused('pattern', { ...text, pattern: '^a+' }, 'b', `${INVALID} | $ | Invalid value: "b": $ in body should match '^a+'`),
  refused('minLength', { ...text, minLength: 3 }, 'ab', `${INVALID} | $ | Invalid value: "ab": $ in body should be at least 3 chars long`),
  refused('maxLength', { ...text, maxLength: 3 }, 'abcd', 'FieldValueTooLong | $ | Too long: may not be more than 3 bytes'),
  refused('maxLengthOfOne', { ...text, maxLength: 1 }, 'abcd', 'FieldValueTooLong | $ | Too long: may not be more than 1 byte'),
  taken('lengthInCharacters', { ...text, maxLength: 2 }, 'éé'),
  refused(
    'lengthBeforePattern',
    { ...text, minLength: 3, pattern: '^x' },
    'a',
    `${INVALID} | $ | Invalid value: "a": $ in body should be at least 3 chars long`,
  ),
  refused(
    'minimum',
    { type: 'integer', minimum: 5 },
    4,
    `${INVALID} | $ | Invalid value: 4: $ in body should be greater than or equal to 5`,
  ),
  refused('maximum', { type: 'integer', maximum: 5 }, 6, `${INVALID} | $ | Invalid value: 6: $ in body should be less than or equal to 5`),
  refused(
    'exclusiveMinimum',
    { type: 'integer', minimum: 5, exclusiveMinimum: true },
    5,
    `${INVALID} | $ | Invalid value: 5: $ in body should be greater than 5`,
  ),
  refused(
    'exclusiveMaximum',
    { type: 'integer', maximum: 5, exclusiveMaximum: true },
    5,
    `${INVALID} | $ | Invalid value: 5: $ in body should be less than 5`,
  ),
  refused(
    'minimumOfANumber',
    { type: 'number', minimum: 0.5 },
    0.25,
    `${INVALID} | $ | Invalid value: 0.25: $ in body should be greater than or equal to 0.5`,
  ),
  refused(
    'maximumIsTruncatedForIntegers',
    { type: 'number', maximum: 0.5 },
    1,
    `${INVALID} | $ | Invalid value: 1: $ in body should be less than or equal to 0`,
  ),
  refused('multipleOf', { type: 'integer', multipleOf: 5 }, 7, `${INVALID} | $ | Invalid value: 7: $ in body should be a multiple of 5`),
  refused(
    'multipleOfAFraction',
    { type: 'number', multipleOf: 0.5 },
    0.7,
    `${INVALID} | $ | Invalid value: 0.7: $ in body should be a multiple of 0.5`,
  ),
  refused(
    'minItems',
    { type: 'array', items: text, minItems: 2 },
    ['a'],
    `${INVALID} | $ | Invalid value: 1: $ in body should have at least 2 items`,
  ),
  refused(
    'maxItems',
    { type: 'array', items: text, maxItems: 1 },
    ['a', 'b'],
    'FieldValueTooMany | $ | Too many: 2: must have at most 1 item',
  ),
  refused(
    'minProperties',
    { type: 'object', additionalProperties: text, minProperties: 2 },
    { a: 'b' },
    `${INVALID} | $ | Invalid value: 1: $ in body should have at least 2 properties`,
  ),
  refused(
    'maxProperties',
    { type: 'object', additionalProperties: text, maxProperties: 1 },
    { a: 'b', c: 'd' },
    'FieldValueTooMany | $ | Too many: 2: must have at most 1 item',
  ),
  refused(
    'required',
    { ...either, required: ['a', 'b'] },
    {},
    'FieldValueRequired | $.a | Required value',
    'FieldValueRequired | $.b | Required value',
  ),
  refused(
    'valueOfAMap',
    { type: 'object', additionalProperties: { type: 'integer' } },
    { 'a.b/c': 'x' },
    `${TYPE} | $.a.b/c | Invalid value: "string": $.a.b/c in body must be of type integer: "string"`,
  ),
  refused(
    'itemOfAList',
    { type: 'array', items: { type: 'object', properties: { x: { type: 'integer', minimum: 1 } } } },
    [{ x: 1 }, { x: 0 }],
    `${INVALID} | $[1].x | Invalid value: 0: $[1].x in body should be greater than or equal to 1`,
  ),
  refused(
    'setWithDuplicates',
    { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    ['a', 'b', 'a', 'a'],
    'FieldValueDuplicate | $[2] | Duplicate value: "a"',
  ),
  refused(
    'mapListWithDuplicates',
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: { type: 'object', required: ['k'], properties: { k: text, v: text } },
    },
    [{ k: 'a' }, { k: 'a', v: 'x' }],
    'FieldValueDuplicate | $[1] | Duplicate value: {"k":"a"}',
  ),
  refused(
    'mapListWithTwoKeys',
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['p', 'q'],
      items: { type: 'object', required: ['p', 'q'], properties: { p: { type: 'integer' }, q: text } },
    },
    [
      { p: 1, q: 'a' },
      { p: 1, q: 'b' },
      { p: 1, q: 'a' },
    ],
    'FieldValueDuplicate | $[2] | Duplicate value: {"p":1,"q":"a"}',
  ),
  refused(
    'anyOf',
    { ...either, anyOf: alternatives },
    {},
    `${INVALID} | <nil> | Invalid value: "": "$" must validate at least one schema (anyOf)`,
    'FieldValueRequired | $.a | Required value',
  ),
  refused(
    'oneOfNone',
    { ...either, oneOf: alternatives },
    {},
    `${INVALID} | <nil> | Invalid value: "": "$" must validate one and only one schema (oneOf). Found none valid`,
    'FieldValueRequired | $.a | Required value',
  ),
  refused(
    'oneOfTwo',
    { ...either, oneOf: alternatives },
    { a: '1', b: '2' },
    `${INVALID} | <nil> | Invalid value: "": "$" must validate one and only one schema (oneOf). Found 2 valid alternatives`,
  ),
  taken('oneOfOne', { ...either, oneOf: alternatives }, { b: '2' }),
  refused(
    'allOf',
    { type: 'integer', allOf: [{ minimum: 3 }, { maximum: 1 }] },
    2,
    `${INVALID} | $ | Invalid value: 2: $ in body should be greater than or equal to 3`,
    `${INVALID} | $ | Invalid value: 2: $ in body should be less than or equal to 1`,
    `${INVALID} | <nil> | Invalid value: "": "$" must validate all the schemas (allOf). None validated`,
  ),
  refused(
    'not',
    { ...text, not: { enum: ['bad'] } },
    'bad',
    `${INVALID} | <nil> | Invalid value: "": "$" must not validate the schema (not)`,
  ),
];

describeCluster('custom resources are validated by the keywords of their schema', (plane) => {
  const scene = customResourceScene(plane.kubeconfig, testCrd({ properties: specOf(cases) }));

  test.each(cases)('$name', async (one) => {
    await expectCase(scene, one);
  });
});
