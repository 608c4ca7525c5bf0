import { expect, test } from 'vitest';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { compileJsonPath } from './json-path.ts';
import { printerColumns, type PrinterColumnSpec } from './printer-columns.ts';

const OBJECT: KubeObject = {
  apiVersion: 'x/v1',
  kind: 'X',
  metadata: { name: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    list: ['a', 'b', 'c'],
    rich: [
      { type: 'A', n: 1 },
      { type: 'B', n: 2 },
    ],
    map: { 'c.d': 1, e: { name: 'deep' } },
    ratio: 1234567.5,
    small: 0.000012,
    whole: 3,
    yes: true,
    nothing: null,
  },
};

test.each([
  ['.spec.list', [['a', 'b', 'c']]],
  ['.spec.list[*]', ['a', 'b', 'c']],
  ['.spec.list[1]', ['b']],
  ['.spec.list[-1]', ['c']],
  ['.spec.list[5]', []],
  ['.spec.list[0:2]', ['a', 'b']],
  ['.spec.list[1:]', ['b', 'c']],
  ['.spec.rich[?(@.type=="B")].n', [2]],
  [".spec.rich[?(@.type=='A')].n", [1]],
  ['.spec.rich[?(@.n>1)].type', ['B']],
  ['.spec.rich[?(@.n)].n', [1, 2]],
  ['.spec.rich[?(@.type!="A")].n', [2]],
  [String.raw`.spec.map.c\.d`, [1]],
  [String.raw`.spec.map['c\.d']`, [1]],
  ["['spec'].whole", [3]],
  ['.spec..name', ['deep']],
  ['.spec.missing.deeper', []],
  ['.spec.whole.deeper', []],
])('%s', (path, found) => {
  expect(compileJsonPath(path)(OBJECT)).toEqual(found);
});

test.each(['spec', '.spec[', '.spec[x]', '.list[?(oops)]'])('%s cannot be read', (path) => {
  expect(() => compileJsonPath(path)).toThrow(SyntaxError);
});

function cell(spec: Omit<PrinterColumnSpec, 'name'>, now = Date.parse('2026-01-01T00:03:00Z')): unknown {
  return printerColumns([{ name: 'C', ...spec }])[1]?.cell(OBJECT, now);
}

test('values by the type of the column', () => {
  expect(cell({ type: 'integer', jsonPath: '.spec.ratio' })).toBe(1234567);
  expect(cell({ type: 'number', jsonPath: '.spec.ratio' })).toBe(1234567.5);
  expect(cell({ type: 'string', jsonPath: '.spec.ratio' })).toBe('1.2345675e+06');
  expect(cell({ type: 'string', jsonPath: '.spec.small' })).toBe('1.2e-05');
  expect(cell({ type: 'string', jsonPath: '.spec.whole' })).toBe('3');
  expect(cell({ type: 'boolean', jsonPath: '.spec.yes' })).toBe(true);
  expect(cell({ type: 'boolean', jsonPath: '.spec.whole' })).toBeNull();
  expect(cell({ type: 'string', jsonPath: '.spec.nothing' })).toBeNull();
  expect(cell({ type: 'date', jsonPath: '.metadata.creationTimestamp' })).toBe('3m');
  expect(cell({ type: 'string', jsonPath: '.spec.map' })).toBe('{"c.d":1,"e":{"name":"deep"}}');
});

test('without columns there are name and age', () => {
  expect(printerColumns([]).map(({ name, type, format }) => [name, type, format])).toEqual([
    ['Name', 'string', 'name'],
    ['Age', 'date', ''],
  ]);
});
