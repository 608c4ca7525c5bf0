import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject } from './json.ts';
import { mergePatch } from './merge-patch.ts';

/** `MergePatch(Target, Patch)` as RFC 7386 writes it down. */
function applied(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, unknown> = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applied(result[key], value);
  }
  return result;
}

test('a patch names what changed and nothing else', () => {
  const before = { phase: 'Pending', replicas: { ready: 0, wanted: 2 }, list: [1, 2], gone: true };
  const after = { phase: 'Pending', replicas: { ready: 1, wanted: 2 }, list: [1], url: 'http://x' };
  expect(mergePatch(before, after)).toEqual({ replicas: { ready: 1 }, list: [1], gone: null, url: 'http://x' });
});

test('the same value in another key order, or with undefined fields, needs no patch', () => {
  expect(
    mergePatch({ a: [{ x: 1, y: 2 }], b: { c: 1 } }, { b: { c: 1, d: undefined }, a: [{ y: 2, x: 1, z: undefined }] }),
  ).toBeUndefined();
  expect(mergePatch({}, {})).toBeUndefined();
});

test('a null where nothing is stored is no change: a merge patch could never store it', () => {
  expect(mergePatch({}, { a: null })).toBeUndefined();
  expect(mergePatch({ a: { b: 1 } }, { a: { b: 1, c: null } })).toBeUndefined();
  expect(mergePatch({ a: 1 }, { a: null })).toEqual({ a: null });
});

test('a key named like a property of every object is a key as any other', () => {
  expect(mergePatch({ constructor: 1 }, {})).toEqual({ constructor: null });
  expect(mergePatch({}, { constructor: 1 })).toEqual({ constructor: 1 });
});

test('applying the patch to before gives after', () => {
  const { tree: value } = fc.letrec<{ tree: unknown; object: JsonObject }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom('', 'a'),
      fc.boolean(),
      fc.array(tie('tree'), { maxLength: 2 }),
      tie('object'),
    ),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'toString'), tie('tree'), { maxKeys: 3 }),
  }));
  const object = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value);
  fc.assert(
    fc.property(object, object, (before, after) => {
      const patch = mergePatch(before, after);
      expect(applied(before, patch ?? {})).toEqual({ ...after });
      expect(mergePatch(after, after)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
