import { expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { builtinSchema } from '../builtin/schema/builtin-schemas.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

const SCHEMA = builtinSchema('Pod');
const LIVE = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x', finalizers: ['a/a', 'a/b'] },
  spec: {
    containers: [
      { name: 'a', image: 'a', env: [{ name: 'A', value: '1' }] },
      { name: 'b', image: 'b' },
    ],
    nodeSelector: { disk: 'ssd' },
  },
};

function podAfter(spec: JsonObject): JsonObject {
  return strategicMergePatch(SCHEMA, LIVE, { spec }).spec;
}

function names(spec: JsonObject): string {
  return (spec['containers'] as readonly { readonly name: string }[]).map(({ name }) => name).join('');
}

test.each([
  [{ containers: [{ name: 'c' }] }, 'cab'],
  [{ containers: [{ name: 'c' }, { name: 'b' }, { name: 'd' }] }, 'cabd'],
  [{ containers: [{ name: 'a', $patch: 'delete' }] }, 'b'],
  [{ containers: [{ $patch: 'replace' }, { name: 'z' }] }, 'z'],
  [{ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }, 'ba'],
  [{ '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }, { name: 'a' }], containers: [{ name: 'c' }] }, 'bca'],
  [{ '$setElementOrder/containers': [{ name: 'c' }], containers: [{ name: 'c' }, { name: 'a', $patch: 'delete' }] }, 'bc'],
])('containers after %j: %s', (patch, expected) => {
  expect(names(podAfter(patch))).toBe(expected);
});

test('merges items by key at every depth', () => {
  const spec = podAfter({ containers: [{ name: 'a', env: [{ name: 'B', value: '2' }] }] });
  expect((spec['containers'] as readonly JsonObject[])[0]).toEqual({
    name: 'a',
    image: 'a',
    env: [
      { name: 'B', value: '2' },
      { name: 'A', value: '1' },
    ],
  });
});

test('lists of texts merge where they are sets, with deletions', () => {
  const after = strategicMergePatch(SCHEMA, LIVE, { metadata: { finalizers: ['a/c'], '$deleteFromPrimitiveList/finalizers': ['a/a'] } });
  expect(after.metadata.finalizers).toEqual(['a/c', 'a/b']);
});

test('maps: directives and nulls', () => {
  expect(podAfter({ nodeSelector: { $patch: 'replace', a: '1' } })['nodeSelector']).toEqual({ a: '1' });
  expect(podAfter({ nodeSelector: { disk: null } })['nodeSelector']).toEqual({});
  expect(podAfter({ nodeSelector: null })).not.toHaveProperty('nodeSelector');
});

test('leaves the live object as it is', () => {
  const before = structuredClone(LIVE);
  podAfter({ containers: [{ name: 'a', env: [{ name: 'A', $patch: 'delete' }] }], nodeSelector: null });
  expect(LIVE).toEqual(before);
});

test.each([
  [{ nodeSelector: { $patch: 'foo' } }, 'unknown patch type: foo in map: map[$patch:foo]'],
  [{ containers: [{ image: 'x' }] }, 'map: map[image:x] does not contain declared merge key: name'],
  [{ containers: [{ $retainKeys: ['name'], name: 'a', image: 'x' }] }, 'invalid patch format of retainKeys'],
])('%j is refused', (patch, message) => {
  expect(() => podAfter(patch)).toThrow(message);
});
