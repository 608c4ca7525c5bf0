import { expect, test } from 'vitest';
import { jsonPatch, jsonPatchComplaints } from './json-patch.ts';

const LIVE = { data: { x: '1' }, list: ['a', 'b'], 'a/b~c': 1, nothing: null };

test.each([
  [{ op: 'add', path: '/list/-', value: 'c' }, { list: ['a', 'b', 'c'] }],
  [{ op: 'add', path: '/list/-1', value: 'c' }, { list: ['a', 'b', 'c'] }],
  [{ op: 'remove', path: '/list/-2' }, { list: ['b'] }],
  [{ op: 'replace', path: '/a~1b~0c', value: 2 }, { 'a/b~c': 2 }],
  [{ op: 'replace', path: '/data/z', value: '3' }, { data: { x: '1', z: '3' } }],
  [{ op: 'copy', from: '/data/none', path: '/data/z' }, { data: { x: '1', z: null } }],
  [
    { op: 'move', from: '/data/x', path: '/y' },
    { data: {}, y: '1' },
  ],
  [{ op: 'test', path: '/nothing', value: null }, {}],
])('%j', (operation, changed) => {
  expect(jsonPatch(LIVE, [operation])).toEqual({ ...LIVE, ...changed });
});

test('leaves the live object as it is, and shares what does not change', () => {
  const before = structuredClone(LIVE);
  const after = jsonPatch(LIVE, [{ op: 'add', path: '/data/y', value: '2' }]) as typeof LIVE;
  expect(LIVE).toEqual(before);
  expect(after.list).toBe(LIVE.list);
});

test.each([
  [{ op: 'remove', path: '/data/none' }],
  [{ op: 'remove', path: '' }],
  [{ op: 'add', path: '/list/5', value: 'x' }],
  [{ op: 'add', path: '/list/x', value: 'x' }],
  [{ op: 'add', path: '/nothing/x', value: 'x' }],
  [{ op: 'test', path: '/data/x', value: '2' }],
  [{ op: 'frob', path: '/data/x' }],
])('%j is rejected', (operation) => {
  expect(() => jsonPatch(LIVE, [operation])).toThrow('the server rejected our request due to an error in our request');
});

test('tells members that no operation has', () => {
  expect(
    jsonPatchComplaints([
      { op: 'test', path: '/a', value: 1 },
      { op: 'test', foo: 1 },
    ]),
  ).toEqual(['json patch unknown field "[1].foo"']);
});
