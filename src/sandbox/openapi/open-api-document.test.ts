import { expect, test } from 'vitest';
import { COLUMNED } from '../../../test/support/sandbox-front.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { openApiDocument } from './open-api-document.ts';

interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>> };
}

const WIDGET = 'com.example.v1.Widget';

function documentOf(schema: SchemaNode, nameOf?: (node: SchemaNode) => string | undefined): Document {
  return openApiDocument([{ ...COLUMNED, schema: { type: 'object', properties: { spec: schema } } }], nameOf) as Document;
}

test('a recursive schema becomes a component that refers to itself', () => {
  const node: { type: 'object'; properties: Record<string, SchemaNode> } = { type: 'object', properties: { name: { type: 'string' } } };
  node.properties['inner'] = node;
  const { schemas } = documentOf(node).components;
  const reference = { $ref: '#/components/schemas/com.example.v1.Type1' };
  expect(schemas[WIDGET]?.properties?.['spec']).toEqual(reference);
  expect(schemas['com.example.v1.Type1']?.properties).toEqual({ name: { type: 'string' }, inner: reference });
});

test('a type that is used twice is written once, under its name where it has one', () => {
  const port: SchemaNode = { type: 'object', properties: { port: { type: 'integer' } } };
  const schema: SchemaNode = { type: 'object', properties: { a: port, b: { type: 'array', items: port } } };
  const { schemas } = documentOf(schema, (node) => (node === port ? 'io.example.Port' : undefined)).components;
  const reference = { $ref: '#/components/schemas/io.example.Port' };
  expect(schemas[WIDGET]?.properties?.['spec']).toEqual({
    type: 'object',
    properties: { a: reference, b: { type: 'array', items: reference } },
  });
  expect(schemas['io.example.Port']).toEqual(port);
});

test('either a number or a text', () => {
  const { schemas } = documentOf({ 'x-kubernetes-int-or-string': true }).components;
  expect(schemas[WIDGET]?.properties?.['spec']).toEqual({
    'x-kubernetes-int-or-string': true,
    anyOf: [{ type: 'integer' }, { type: 'string' }],
  });
});

test('every reference leads to a component', () => {
  const text = JSON.stringify(documentOf({ type: 'object' }));
  const { schemas } = (JSON.parse(text) as Document).components;
  const names = [...text.matchAll(/#\/components\/schemas\/([\w.]+)/g)].map(([, name]) => name ?? '');
  expect(names.filter((name) => schemas[name] === undefined)).toEqual([]);
});
