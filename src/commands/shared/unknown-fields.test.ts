import { expect, test } from 'vitest';
import { maiaInstance } from '../../kinds/maia/maia-instance.ts';
import { unknownFields } from './unknown-fields.ts';

function unknownIn(spec: unknown): readonly string[] {
  const parsed = maiaInstance.spec.safeParse(spec);
  if (!parsed.success) throw new Error('the spec does not fit');
  return unknownFields(spec, parsed.data).map((issue) => issue.path.join('.'));
}

test('unknown fields are found at every depth; defaults and maps of free keys are none', () => {
  expect(unknownIn({ replicas: 1, replica: 2, image: { tag: 'v1', tga: 'v2' }, ingress: { annotations: { 'a/b': 'c' } } })).toEqual([
    'replica',
    'image.tga',
  ]);
});

test('null means absent', () => {
  expect(unknownFields({ a: null, b: { c: 1 } }, { b: {} })).toEqual([{ path: ['b', 'c'], message: 'unknown field' }]);
});

test('items of lists are compared by their place', () => {
  expect(unknownFields([{ a: 1 }, { b: 1 }], [{ a: 1 }, {}])).toEqual([{ path: [1, 'b'], message: 'unknown field' }]);
});
