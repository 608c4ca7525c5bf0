import { expect, test } from 'vitest';
import { toJson, toList, toYaml, toYamlStream } from './print-object.ts';

test('what an older YAML reader would take for a date or a boolean is quoted, and nothing is folded', () => {
  const long = 'word '.repeat(60).trim();
  expect(toYaml({ at: '2026-11-21T13:01:49Z', flag: 'yes', port: '8080', long })).toBe(
    `at: "2026-11-21T13:01:49Z"\nflag: "yes"\nport: "8080"\nlong: ${long}\n`,
  );
});

test('the same object twice is written twice', () => {
  const labels = { app: 'a' };
  expect(toYaml({ one: labels, two: labels })).toBe('one:\n  app: a\ntwo:\n  app: a\n');
});

test('a stream has a separator between documents only', () => {
  expect(toYamlStream([{ a: 1 }, { b: 2 }])).toBe('a: 1\n---\nb: 2\n');
});

test('a list is a v1 List, indented and in the order of kubectl', () => {
  expect(toJson(toList([{ a: 1 }]))).toBe(
    '{\n    "apiVersion": "v1",\n    "items": [\n        {\n            "a": 1\n        }\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n',
  );
  expect(toYaml(toList([{ a: [1] }]))).toBe('apiVersion: v1\nitems:\n- a:\n  - 1\nkind: List\nmetadata:\n  resourceVersion: ""\n');
});
