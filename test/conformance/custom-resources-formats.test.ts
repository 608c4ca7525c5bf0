import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { type FieldCase, refused, taken } from './support/custom-resources-cases.ts';
import { postCrd, testCrd } from './support/custom-resources-crd.ts';
import { customResourceScene, expectCase, specOf, warningsOf } from './support/custom-resources-scene.ts';

const TYPE = 'FieldValueTypeInvalid';
const INVALID = 'FieldValueInvalid';
const CHECKED = 'Invalid value: "": Checked value must be of type';

/** A text that has not the format of its field. */
function wrong(name: string, format: string, value: string): FieldCase {
  const cause = `${TYPE} | $ | Invalid value: "${value}": $ in body must be of type ${format}: "${value}"`;
  return refused(name, { type: 'string', format }, value, cause);
}

const integerOrText = { 'x-kubernetes-int-or-string': true };
const embedded = { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
const LABEL =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const cases: readonly FieldCase[] = [
  refused('int32', { type: 'integer', format: 'int32' }, 3_000_000_000, `${INVALID} | <nil> | ${CHECKED} integer with format int32 in $`),
  taken('int64', { type: 'integer', format: 'int64' }, 3_000_000_000),
  refused('float', { type: 'number', format: 'float' }, 1e300, `${INVALID} | <nil> | ${CHECKED} number with format float in $`),
  wrong('dateTime', 'date-time', 'yesterday'),
  taken('dateTimeWithFraction', { type: 'string', format: 'date-time' }, '2024-01-02T03:04:05.123456Z'),
  wrong('date', 'date', '2024-02-30'),
  wrong('duration', 'duration', 'soon'),
  taken('durationOfGo', { type: 'string', format: 'duration' }, '1h30m'),
  wrong('byte', 'byte', '@@'),
  wrong('uri', 'uri', 'not a uri'),
  taken('uriWithPath', { type: 'string', format: 'uri' }, 'https://example.com/x?y=z'),
  wrong('email', 'email', 'nobody'),
  wrong('ipv4', 'ipv4', '1.2.3'),
  wrong('ipv6', 'ipv6', '1.2.3.4'),
  wrong('cidr', 'cidr', '1.2.3.4'),
  wrong('uuid', 'uuid', 'x'),
  wrong('hostname', 'hostname', 'a_b'),
  wrong('mac', 'mac', 'x'),
  wrong('shortName', 'k8s-short-name', 'A'),
  refused(
    'aBooleanForIntOrString',
    integerOrText,
    true,
    `${TYPE} | $ | Invalid value: "boolean": $ in body must be of type integer,string: "boolean"`,
  ),
  refused(
    'aFractionForIntOrString',
    integerOrText,
    1.5,
    `${TYPE} | $ | Invalid value: "number": $ in body must be of type integer,string: "number"`,
  ),
  taken('anIntegerForIntOrString', integerOrText, 5),
  taken('aTextForIntOrString', integerOrText, '50%'),
  refused(
    'patternOfIntOrString',
    { ...integerOrText, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^[0-9]+%' },
    '5',
    `${INVALID} | $ | Invalid value: "5": $ in body should match '^[0-9]+%'`,
  ),
  refused(
    'embeddedWithoutType',
    embedded,
    { a: 1 },
    'FieldValueRequired | $.apiVersion | Required value',
    'FieldValueRequired | $.kind | Required value',
  ),
  refused(
    'embeddedVersion',
    embedded,
    { apiVersion: 'a/b/c', kind: 'Pod' },
    `${INVALID} | $.apiVersion | Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c`,
  ),
  refused(
    'embeddedName',
    embedded,
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'A/B' } },
    `${INVALID} | $.metadata.name | Invalid value: "A/B": may not contain '/'`,
  ),
  refused(
    'embeddedLabel',
    embedded,
    { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { x: '-' } } },
    `${INVALID} | $.metadata.labels | Invalid value: "-": ${LABEL}`,
  ),
  taken('embeddedFields', embedded, { apiVersion: 'v1', kind: 'Pod', spec: { any: ['thing'] } }),
];

describeCluster('custom resources with formats, embedded objects and integers or strings', (plane) => {
  const scene = customResourceScene(plane.kubeconfig, testCrd({ properties: specOf(cases) }));

  test.each(cases)('$name', async (one) => {
    await expectCase(scene, one);
  });

  test('a format that the server does not know is a warning', async () => {
    const crd = testCrd({ properties: { spec: { type: 'object', properties: { a: { type: 'string', format: 'quux' } } } } });
    const answer = await postCrd(scene.client, crd, '?dryRun=All');
    expect(answer.status).toBe(201);
    expect(warningsOf(answer)).toEqual(['unrecognized format "quux"']);
  });

  test('an embedded object whose metadata cannot be read is a bad request', async () => {
    const value = { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 1 } } };
    const answer = await scene.create({ spec: { embeddedFields: value } }, '?dryRun=All');
    expect(answer.json).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message:
        'Thing in version "v1" cannot be handled as a Thing: spec.embeddedFields.metadata: Invalid value: {"labels":{"a":1}}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    });
  });
});
