import { expect, test } from 'vitest';
import type { Manifest } from '../../../kernel/kube-object.ts';
import type { CustomResourceDefinitionLike } from '../crd-object.ts';
import { compareDefinitions } from './compare-definitions.ts';

function definition(properties: object, extra: object = {}): Manifest {
  const version = { name: 'v1', schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'x' },
    spec: { group: 'g', versions: [version], ...extra },
  };
}

const compare = (live: Manifest, ours: Manifest): unknown => compareDefinitions(live as unknown as CustomResourceDefinitionLike, ours);
const [a, b] = [{ a: { type: 'string' } }, { b: { type: 'string' } }];

test('by the fields that each has, also inside lists and maps', () => {
  expect(compare(definition(a), definition(a))).toEqual({ is: 'same' });
  expect(compare(definition(a), definition({ ...a, ...b }))).toEqual({ is: 'older', by: 'it lacks v1.spec.b' });
  expect(compare(definition({ ...a, ...b }), definition(a))).toEqual({ is: 'newer', by: 'it has v1.spec.b' });
  expect(compare(definition(a), definition(b))).toEqual({ is: 'different', by: 'it lacks v1.spec.b and has v1.spec.a' });
  const list = (properties: object): object => ({ list: { type: 'array', items: { type: 'object', properties } } });
  expect(compare(definition(list({})), definition(list(b)))).toEqual({ is: 'older', by: 'it lacks v1.spec.list[].b' });
  const map = (properties: object): object => ({ map: { type: 'object', additionalProperties: { type: 'object', properties } } });
  expect(compare(definition(map(b)), definition(map({})))).toEqual({ is: 'newer', by: 'it has v1.spec.map{}.b' });
});

test('what the server adds by itself is no difference, another value of ours is', () => {
  expect(compare(definition(a, { conversion: { strategy: 'None' } }), definition(a))).toEqual({ is: 'same' });
  expect(compare(definition({ a: { type: 'string', maxLength: 3 } }), definition({ a: { type: 'string', maxLength: 4 } }))).toMatchObject({
    is: 'different',
  });
});
