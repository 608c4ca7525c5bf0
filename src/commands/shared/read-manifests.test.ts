import { expect, test } from 'vitest';
import { parseManifests } from './read-manifests.ts';

const kinds = (text: string): readonly string[] => parseManifests(text, 'a.yaml').map(({ where, object }) => `${where}: ${object.kind}`);

test('documents and Lists are taken apart, empty documents passed over', () => {
  const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: B}\n- {apiVersion: v1, kind: C}\n';
  expect(kinds(`---\n# nothing\n---\napiVersion: v1\nkind: A\n---\n${list}`)).toEqual([
    'a.yaml, document 2: A',
    'a.yaml, document 3, item 1: B',
    'a.yaml, document 3, item 2: C',
  ]);
});

test('JSON is read too', () => {
  expect(kinds('{"apiVersion": "v1", "kind": "A"}')).toEqual(['a.yaml: A']);
});

test.each([
  ['text', /a.yaml is no object/],
  ['kind: A\n', /apiVersion is missing/],
  ['apiVersion: v1\n', /kind is missing/],
  ['a: 1\na: 2\n', /a.yaml is no valid YAML/],
  ['a: [\n', /a.yaml is no valid YAML/],
])('refuses %j', (text, message) => {
  expect(() => kinds(text)).toThrow(message);
});

test('what is wrong with the YAML is told without quoting it', () => {
  expect.assertions(1);
  try {
    kinds('data:\n  key: hunter2\n bad\n');
  } catch (error) {
    expect(JSON.stringify([error, (error as Error).message])).not.toContain('hunter2');
  }
});
