import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leavesOf, patchCommand, quoted } from './fixes.ts';

const OBJECT = {
  apiVersion: 'x/v1',
  kind: 'X',
  metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
};

test('a field is patched by a merge, one in a list by a JSON patch', () => {
  expect(patchCommand('xs', OBJECT, ['spec', 'image', 'tag'], 'v1')).toBe(
    `kubectl patch xs a -n n --type merge -p '{"spec":{"image":{"tag":"v1"}}}'`,
  );
  expect(patchCommand('xs', OBJECT, ['spec', 'groups', 1, 'a/b~c'], 2)).toBe(
    `kubectl patch xs a -n n --type json -p '[{"op":"replace","path":"/spec/groups/1/a~1b~0c","value":2}]'`,
  );
});

test('what is quoted reaches a program as it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\0')),
      (text) => {
        expect(execFileSync('sh', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' })).toBe(text);
      },
    ),
    { numRuns: 25, examples: [["it's '' \\ $x `y`\n"]] },
  );
});

test('leaves are all values with where they are', () => {
  expect(leavesOf({ a: [1, { b: 'x' }], c: null, d: true })).toEqual([
    { path: ['a', 0], value: 1 },
    { path: ['a', 1, 'b'], value: 'x' },
    { path: ['d'], value: true },
  ]);
});
