import { expect, test } from 'vitest';
import { decodeBySchema } from './decode-by-schema.ts';
import { defaultBySchema } from './default-by-schema.ts';
import { findTypeMismatch } from './find-type-mismatch.ts';
import type { SchemaNode } from './schema-node.ts';

const schema: SchemaNode = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        a: { type: 'string', default: 'x' },
        list: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
        any: { 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
};

test('what the schema knows is shared, not copied', () => {
  const value = { apiVersion: 'v1', kind: 'X', metadata: { name: 'a' }, spec: { a: 'y', list: [{ n: 1 }], any: { b: [{ c: 1 }] } } };
  expect(decodeBySchema(schema, value)).toEqual({ value, complaints: [] });
  expect(decodeBySchema(schema, value).value).toBe(value);
  expect(defaultBySchema(schema, value)).toBe(value);
});

test('what it does not know is dropped, from a copy', () => {
  const value = { metadata: { name: 'a', labelz: {} }, spec: { list: [{ n: 1, m: 2 }] }, extra: 1 };
  const before = structuredClone(value);
  expect(decodeBySchema(schema, value)).toEqual({
    value: { metadata: { name: 'a' }, spec: { list: [{ n: 1 }] } },
    complaints: ['unknown field "metadata.labelz"', 'unknown field "extra"', 'unknown field "spec.list[0].m"'],
  });
  expect(value).toEqual(before);
});

test('defaults come from the schema without changing what they fill', () => {
  const value = Object.freeze({ spec: Object.freeze({}) });
  expect(defaultBySchema(schema, value)).toEqual({ spec: { a: 'x' } });
});

test('names of the prototype are fields like any other', () => {
  expect(decodeBySchema(schema, { spec: { constructor: 1 } }).complaints).toEqual(['unknown field "spec.constructor"']);
});

test.each([
  [{ spec: { a: 5 } }, { path: 'spec.a', expected: 'string', got: 'number' }],
  [{ spec: { list: [{ n: 1 }, { n: 'x' }] } }, { path: 'spec.list[1].n', expected: 'integer', got: 'string' }],
  [{ spec: { list: {} } }, { path: 'spec.list', expected: 'array', got: 'object' }],
  [{ spec: [] }, { path: 'spec', expected: 'object', got: 'array' }],
])('the first wrong type in %j', (value, found) => {
  expect(findTypeMismatch(schema, value)).toMatchObject(found);
});

test('null and what has no schema fit', () => {
  expect(findTypeMismatch(schema, { spec: { a: null, any: { b: 1 } }, other: 1 })).toBeUndefined();
});
