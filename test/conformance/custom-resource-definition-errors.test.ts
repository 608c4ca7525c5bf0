import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import { type CrdParts, postCrd, testCrd } from './support/custom-resources-crd.ts';
import { causesOf } from './support/custom-resources-scene.ts';

type Case = readonly [what: string, parts: CrdParts, ...causes: string[]];

const text = { type: 'string' };
const field = (schema: JsonObject): CrdParts => ({ properties: { spec: { type: 'object', properties: { a: schema } } } });
const SCHEMA = 'spec.validation.openAPIV3Schema';
const A = `${SCHEMA}.properties[spec].properties[a]`;
const LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const VERSION =
  '"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null';
const invalid = (at: string, why: string): string => `FieldValueInvalid | ${at} | Invalid value: ${why}`;
const required = (at: string, why = ''): string => `FieldValueRequired | ${at} | Required value${why === '' ? '' : `: ${why}`}`;
const forbidden = (at: string, why: string): string => `FieldValueForbidden | ${at} | Forbidden: ${why}`;
const unsupported = (at: string, why: string): string => `FieldValueNotSupported | ${at} | Unsupported value: ${why}`;
const keyed = (more: JsonObject, items: JsonObject = {}): CrdParts =>
  field({ type: 'array', items: { type: 'object', properties: { k: text }, ...items }, 'x-kubernetes-list-type': 'map', ...more });
const COLUMN = 'spec.additionalPrinterColumns[0]';
const column = (more: JsonObject): CrdParts => ({
  version: { additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec.a', ...more }] },
});

const cases: readonly Case[] = [
  [
    'no storage version',
    { version: { storage: false } },
    invalid(
      'spec.versions',
      `[{"Name":"v1","Served":true,"Storage":false,${VERSION}}]: must have exactly one version marked as storage version`,
    ),
    invalid('status.storedVersions', 'null: must have at least one stored version'),
  ],
  ['an unknown scope', { spec: { scope: 'Universe' } }, unsupported('spec.scope', '"Universe": supported values: "Cluster", "Namespaced"')],
  ['no scope', { spec: { scope: undefined } }, required('spec.scope')],
  ['no schema', { version: { schema: undefined } }, required('spec.versions[0].schema.openAPIV3Schema')],
  [
    'no kind',
    { names: { kind: undefined } },
    required('spec.names.singular'),
    required('spec.names.kind'),
    required('spec.names.listKind'),
  ],
  [
    'kind and list kind alike',
    { names: { listKind: 'Thing' } },
    invalid('spec.names.listKind', '"Thing": kind and listKind may not be the same'),
  ],
  ['a bad short name', { names: { shortNames: ['X_'] } }, invalid('spec.names.shortNames[0]', `"X_": ${LABEL}`)],
  [
    'a bad version',
    { version: { name: 'V1' } },
    invalid('spec.versions[0].name', `"V1": ${LABEL}`),
    invalid('spec.version', `"V1": ${LABEL}`),
  ],
  [
    'unknown fields kept everywhere',
    { spec: { preserveUnknownFields: true } },
    invalid(
      'spec.preserveUnknownFields',
      'true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    ),
  ],
  [
    'a webhook that is not described',
    { spec: { conversion: { strategy: 'Webhook' } } },
    required('spec.conversion.webhookClientConfig', 'required when strategy is set to Webhook'),
    required('spec.conversion.conversionReviewVersions'),
  ],
  ['a root without type', { root: { type: undefined } }, required(`${SCHEMA}.type`, 'must not be empty at the root')],
  [
    'a list at the root',
    { root: { type: 'array', items: text, properties: undefined } },
    invalid(`${SCHEMA}.type`, '"array": must be object at the root'),
  ],
  [
    'a map at the root',
    { root: { additionalProperties: text, properties: undefined } },
    forbidden(`${SCHEMA}.additionalProperties`, 'must not be used at the root'),
  ],
  ['a field without type', field({}), required(`${A}.type`, 'must not be empty for specified object fields')],
  [
    'an unknown type',
    field({ type: 'text' }),
    unsupported(`${A}.type`, '"text": supported values: "array", "boolean", "integer", "number", "object", "string"'),
  ],
  ['a list without items', field({ type: 'array' }), required(`${A}.items`, 'must be specified')],
  ['items without type', field({ type: 'array', items: {} }), required(`${A}.items.type`, 'must not be empty for specified array items')],
  [
    'properties and a map',
    field({ type: 'object', properties: { a: text }, additionalProperties: text }),
    forbidden(`${A}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
  ],
  [
    'unique items',
    field({ type: 'array', items: text, uniqueItems: true }),
    forbidden(`${A}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'),
  ],
  [
    'a type below anyOf',
    field({ ...text, anyOf: [{ type: 'string' }] }),
    forbidden(`${A}.anyOf[0].type`, 'must be empty to be structural'),
  ],
  [
    'a pattern that is none',
    field({ ...text, pattern: 'a(' }),
    invalid(`${A}.pattern`, '"a(": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `a(`'),
  ],
  [
    'a schema for metadata',
    { properties: { metadata: { type: 'object', properties: { labels: { type: 'object', additionalProperties: text } } } } },
    forbidden(
      `${SCHEMA}.properties[metadata]`,
      'must not specify anything other than name and generateName, but metadata is implicitly specified',
    ),
  ],
  ['keys without names', keyed({}), required(`${A}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map')],
  [
    'keys that are no properties',
    keyed({ 'x-kubernetes-list-map-keys': ['z'] }),
    invalid(`${A}.x-kubernetes-list-map-keys`, '["z"]: entries must all be names of item properties'),
  ],
  [
    'keys that may be absent',
    keyed({ 'x-kubernetes-list-map-keys': ['k'] }),
    required(
      `${A}.items.properties[k].default`,
      'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
    ),
  ],
  [
    'an unknown list type',
    field({ type: 'array', items: text, 'x-kubernetes-list-type': 'bag' }),
    unsupported(`${A}.x-kubernetes-list-type`, '"bag": supported values: "atomic", "set", "map"'),
  ],
  [
    'a set of objects',
    field({ type: 'array', items: { type: 'object', properties: { a: text } }, 'x-kubernetes-list-type': 'set' }),
    invalid(`${A}.items.x-kubernetes-map-type`, 'null: must be atomic as item of a list with x-kubernetes-list-type=set'),
  ],
  [
    'unknown fields not kept',
    field({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false }),
    invalid(`${A}.x-kubernetes-preserve-unknown-fields`, 'false: must be true or undefined'),
  ],
  [
    'an embedded object without properties',
    field({ type: 'object', 'x-kubernetes-embedded-resource': true }),
    required(`${A}.properties`, 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'),
  ],
  [
    'a default of the wrong type',
    field({ ...text, default: 5 }),
    `FieldValueTypeInvalid | ${A}.default | Invalid value: "integer":  in body must be of type string: "integer"`,
  ],
  [
    'a default with unknown fields',
    field({ type: 'object', properties: { x: text }, default: { y: 'z' } }),
    invalid(`${A}.default`, '{"y":"z"}: must not have unknown fields'),
  ],
  [
    'a default out of bounds',
    field({ type: 'integer', minimum: 5, default: 1 }),
    invalid(`${A}.default`, '1:  in body should be greater than or equal to 5'),
  ],
  [
    'a column of an unknown type',
    column({ type: 'text' }),
    invalid(`${COLUMN}.type`, '"text": must be one of boolean,date,integer,number,string'),
  ],
  [
    'a column with a bad path',
    column({ jsonPath: 'spec.a' }),
    invalid(`${COLUMN}.JSONPath`, '"spec.a": must be a simple json path starting with .'),
  ],
  [
    'an empty column',
    { version: { additionalPrinterColumns: [{}] } },
    required(`${COLUMN}.name`),
    required(`${COLUMN}.type`, 'must be one of boolean,date,integer,number,string'),
    required(`${COLUMN}.JSONPath`),
  ],
  [
    'a scale with bad paths',
    { version: { subresources: { scale: { specReplicasPath: '.status.x', statusReplicasPath: 'x' } } } },
    invalid('spec.subresources.scale.specReplicasPath', '".status.x": should be a json path under .spec'),
    invalid('spec.subresources.scale.statusReplicasPath', '"x": must be a simple json path starting with .'),
  ],
  [
    'a selectable field that is not there',
    { ...field(text), version: { selectableFields: [{ jsonPath: '.spec.zz' }] } },
    invalid('spec.selectableFields[0].jsonPath', '".spec.zz": is an invalid path: does not refer to a valid field'),
  ],
  [
    'a selectable field that is an object',
    { ...field(text), version: { selectableFields: [{ jsonPath: '.spec' }] } },
    invalid(
      'spec.selectableFields[0].jsonPath',
      '".spec": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
    ),
  ],
  [
    'a selectable field twice',
    { ...field(text), version: { selectableFields: [{ jsonPath: '.spec.a' }, { jsonPath: '.spec.a' }] } },
    'FieldValueDuplicate | spec.selectableFields[1].jsonPath | Duplicate value: ".spec.a"',
  ],
];

describeCluster('definitions that are refused', (plane) => {
  let client: RawClient;
  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
  });
  afterAll(() => client.close());

  test.each(cases.map(([what, parts, ...causes]) => ({ what, parts, causes })))('$what', async ({ parts, causes }) => {
    expect(causesOf(await postCrd(client, testCrd(parts), '?dryRun=All'))).toEqual(causes);
  });

  test('a name that is not plural and group', async () => {
    const crd = testCrd();
    const named = { ...crd, manifest: { ...crd.manifest, metadata: { name: `other.${crd.group}` } } };
    expect(causesOf(await postCrd(client, named, '?dryRun=All'))).toEqual([
      invalid('metadata.name', `"other.${crd.group}": must be spec.names.plural+"."+spec.group`),
    ]);
  });

  test('a group of Kubernetes needs an approval', async () => {
    const at = 'metadata.annotations[api-approved.kubernetes.io]';
    const must = 'protected groups must have approval annotation "api-approved.kubernetes.io"';
    const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
    const answer = async (annotation?: string): Promise<unknown> => {
      const annotations = annotation === undefined ? {} : { 'api-approved.kubernetes.io': annotation };
      return causesOf(await postCrd(client, testCrd({ annotations }, 'conformance.k8s.io'), '?dryRun=All'));
    };
    expect(await answer()).toEqual([required(at, `${must}, ${see}`)]);
    expect(await answer('nope')).toEqual([invalid(at, `"nope": ${must} with either a URL or a reason starting with "unapproved", ${see}`)]);
    expect(await answer('unapproved, for tests')).toEqual([]);
    expect(await answer('https://github.com/kubernetes/kubernetes/pull/1')).toEqual([]);
  });

  test('schemas that differ between versions are named by their version', async () => {
    const schema = (type: string): JsonObject => ({ openAPIV3Schema: { type: 'object', properties: { spec: { type } } } });
    const versions = [
      { name: 'v1', served: true, storage: true, schema: schema('object') },
      { name: 'v2', served: true, storage: false, schema: schema('text') },
    ];
    expect(causesOf(await postCrd(client, testCrd({ spec: { versions } }), '?dryRun=All'))).toEqual([
      unsupported(
        'spec.versions[1].schema.openAPIV3Schema.properties[spec].type',
        '"text": supported values: "array", "boolean", "integer", "number", "object", "string"',
      ),
    ]);
  });

  test('unknown fields are told when the request is strict', async () => {
    const answer = await postCrd(client, testCrd({ spec: { quux: 1 } }), '?dryRun=All&fieldValidation=Strict');
    expect(answer.json).toMatchObject({
      code: 400,
      message:
        'CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: strict decoding error: unknown field "spec.quux"',
    });
  });

  test.each<[CrdParts, string]>([
    [{ version: { served: 'yes' } }, 'string into Go struct field CustomResourceDefinitionVersion.spec.versions.served of type bool'],
    [
      { spec: { versions: 'x' } },
      'string into Go struct field CustomResourceDefinitionSpec.spec.versions of type []v1.CustomResourceDefinitionVersion',
    ],
    [
      { properties: { a: { type: 5 } } },
      'number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties.type of type string',
    ],
  ])('a wrong JSON type: %j', async (parts, why) => {
    const answer = await postCrd(client, testCrd(parts), '?dryRun=All');
    expect(answer.json).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: `CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: json: cannot unmarshal ${why}`,
    });
  });
});
