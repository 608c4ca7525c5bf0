import { expect, test } from 'vitest';
import { maiaInstance } from '../../kinds/maia/maia-instance.ts';
import { openApiSchema } from '../../kinds/shared/openapi-schema.ts';
import { unknownFields } from './unknown-fields.ts';

function unknownIn(spec: unknown): readonly string[] {
  return unknownFields(openApiSchema(maiaInstance.spec), spec).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('unknown fields are found at every depth, with what was meant; defaults and maps of free keys are none', () => {
  expect(unknownIn({ replicas: 1, replica: 2, image: { tag: 'v1', zzz: 'v2' }, ingress: { annotations: { 'a/b': 'c' } } })).toEqual([
    'replica: unknown field; did you mean "replicas"?',
    'image.zzz: unknown field',
  ]);
});

test('null means absent', () => {
  expect(unknownIn({ nothing: null })).toEqual([]);
});

test('they are found beside values that do not fit', () => {
  expect(unknownIn({ replicas: 'many', image: 3, storage: { sise: '1Gi' } })).toEqual([
    'storage.sise: unknown field; did you mean "size"?',
  ]);
});

test('items of lists are looked into, and what keeps everything is left alone', () => {
  const schema = {
    type: 'object',
    properties: {
      list: { type: 'array', items: { type: 'object', properties: { a: { type: 'integer' } } } },
      open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  };
  expect(unknownFields(schema, { list: [{ a: 1 }, { b: 1 }], open: { any: { thing: 1 } } })).toEqual([
    { path: ['list', 1, 'b'], message: 'unknown field; did you mean "a"?' },
  ]);
});
