import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import { type CrdParts, postCrd, testCrd } from './support/custom-resources-crd.ts';
import { causesOf } from './support/custom-resources-scene.ts';

const text = { type: 'string', maxLength: 50 };
const SCHEMA = 'spec.validation.openAPIV3Schema';
const A = `${SCHEMA}.properties[spec].properties[a]`;
const TERM = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

function ruled(rule: string, schema: JsonObject = text, more: JsonObject = {}): CrdParts {
  const a = { ...schema, 'x-kubernetes-validations': [{ rule, ...more }] };
  return { properties: { spec: { type: 'object', properties: { a } } } };
}

function shown(rule: string, messageExpression = ''): string {
  const quoted = (value: string): string =>
    JSON.stringify(value).replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
  return `{"Rule":${quoted(rule)},"Message":"","MessageExpression":${quoted(messageExpression)},"Reason":null,"FieldPath":"","OptionalOldSelf":null}`;
}

/** What the compiler says of a place in a rule, with the line and a mark below it. */
function issue(rule: string, column: number, message: string): string {
  return `ERROR: <input>:1:${String(column)}: ${message}\n | ${rule}\n | ${'.'.repeat(column - 1)}^`;
}

const object = { type: 'object', properties: { a: text } };

const compiled: readonly (readonly [rule: string, schema: JsonObject, column: number, message: string])[] = [
  ['self ==', text, 8, `Syntax error: mismatched input '<EOF>' expecting ${TERM}`],
  ["self ! 'a'", text, 6, "Syntax error: mismatched input '!' expecting <EOF>"],
  ['(self', text, 6, "Syntax error: missing ')' at '<EOF>'"],
  ['foo == 1', text, 1, "undeclared reference to 'foo' (in container '')"],
  ['self.foo == 1', object, 5, "undefined field 'foo'"],
  ['has(self.foo)', object, 4, "undefined field 'foo'"],
  ['has(self)', text, 5, 'invalid argument to has() macro'],
  ['self == 1', text, 6, "found no matching overload for '_==_' applied to '(string, int)'"],
  ['self + 1 == self', text, 6, "found no matching overload for '_+_' applied to '(string, int)'"],
  ['self.frobnicate()', text, 16, "undeclared reference to 'frobnicate' (in container '')"],
  ['frobnicate(self)', text, 11, "undeclared reference to 'frobnicate' (in container '')"],
  ['self.size(1) == 1', text, 10, "found no matching overload for 'size' applied to 'string.(int)'"],
  [
    'self.all(x, x > 1)',
    { type: 'array', items: text, maxItems: 3 },
    15,
    "found no matching overload for '_>_' applied to '(string, int)'",
  ],
  ["self == 'a' ? 1 : true", text, 13, "found no matching overload for '_?_:_' applied to '(bool, int, bool)'"],
  ['self && true', text, 1, "expected type 'bool' but found 'string'"],
  ['!self', text, 1, "found no matching overload for '!_' applied to '(string)'"],
  ["self['a'] == 'b'", text, 5, "found no matching overload for '_[_]' applied to '(string, string)'"],
  ["self in ['a', 1]", text, 15, "expected type 'string' but found 'int'"],
];

describeCluster('rules of definitions that are refused', (plane) => {
  let client: RawClient;
  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
  });
  afterAll(() => client.close());

  async function causes(parts: CrdParts): Promise<unknown> {
    return causesOf(await postCrd(client, testCrd(parts), '?dryRun=All'));
  }

  test.each(compiled)('%s', async (rule, schema, column, message) => {
    expect(await causes(ruled(rule, schema))).toEqual([
      `FieldValueInvalid | ${A}.x-kubernetes-validations[0].rule | Invalid value: ${shown(rule)}: compilation failed: ${issue(rule, column, message)}`,
    ]);
  });

  test('every problem of a rule is told', async () => {
    const rule = 'foo == bar';
    const issues = [
      issue(rule, 1, "undeclared reference to 'foo' (in container '')"),
      issue(rule, 8, "undeclared reference to 'bar' (in container '')"),
    ];
    expect(await causes(ruled(rule))).toEqual([
      `FieldValueInvalid | ${A}.x-kubernetes-validations[0].rule | Invalid value: ${shown(rule)}: compilation failed: ${issues.join('\n')}`,
    ]);
  });

  test('a rule gives a boolean', async () => {
    expect(await causes(ruled('self'))).toEqual([
      `FieldValueInvalid | ${A}.x-kubernetes-validations[0].rule | Invalid value: ${shown('self')}: cel expression must evaluate to a bool`,
    ]);
  });

  test('rules at the root see names only of the metadata', async () => {
    const rule = 'self.metadata.labels.size() == 0';
    expect(await causes({ root: { 'x-kubernetes-validations': [{ rule }] } })).toEqual([
      `FieldValueInvalid | ${SCHEMA}.x-kubernetes-validations[0].rule | Invalid value: ${shown(rule)}: compilation failed: ${issue(rule, 14, "undefined field 'labels'")}`,
    ]);
  });

  test.each([
    ['1', 'messageExpression must evaluate to a string'],
    ['foo', `messageExpression compilation failed: ${issue('foo', 1, "undeclared reference to 'foo' (in container '')")}`],
  ])('the message expression %s', async (messageExpression, why) => {
    expect(await causes(ruled('true', text, { messageExpression }))).toEqual([
      `FieldValueInvalid | ${A}.x-kubernetes-validations[0].messageExpression | Invalid value: ${shown('true', messageExpression)}: ${why}`,
    ]);
  });

  test.each([
    ['  ', {}, 'FieldValueRequired', 'rule', 'Required value: rule is not specified'],
    ['true', { message: '  ' }, 'FieldValueInvalid', 'message', 'Invalid value: "  ": must be non-empty if specified'],
    ['true', { message: 'a\nb' }, 'FieldValueInvalid', 'message', 'Invalid value: "a\\nb": must not contain line breaks'],
    ['true\n', { message: 'm', fieldPath: '.x' }, 'FieldValueInvalid', 'fieldPath', 'Invalid value: ".x": must be a valid path'],
    [
      'true',
      { reason: 'Because' },
      'FieldValueNotSupported',
      'reason',
      'Unsupported value: "Because": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
    ],
    [
      'true',
      { optionalOldSelf: true },
      'FieldValueInvalid',
      'optionalOldSelf',
      'Invalid value: true: may not be set if oldSelf is not used in rule',
    ],
  ])('the rule %j with %j', async (rule, more, reason, name, message) => {
    expect(await causes(ruled(rule, text, more))).toEqual([`${reason} | ${A}.x-kubernetes-validations[0].${name} | ${message}`]);
  });

  test('the old value is not known where items cannot be told apart', async () => {
    const items = { ...text, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] };
    const a = { type: 'array', maxItems: 3, items };
    expect(await causes({ properties: { spec: { type: 'object', properties: { a } } } })).toEqual([
      `FieldValueInvalid | ${A}.items.x-kubernetes-validations[0].rule | Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${A}`,
    ]);
  });

  test('a default that breaks a rule', async () => {
    expect(await causes(ruled("self == 'y'", { ...text, default: 'x' }))).toEqual([
      `FieldValueInvalid | ${A}.default | Invalid value: "x": failed rule: self == 'y'`,
    ]);
  });
});
