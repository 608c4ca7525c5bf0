import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeShapes, shapeOf, type JsonShape } from './json-shape.ts';

/** JSON without what a report's and an object's names mean. */
const anyJson = fc.jsonValue({ maxDepth: 3 });

function shapeOfAll(values: readonly unknown[]): JsonShape | undefined {
  return values.map((value) => shapeOf(value)).reduce<JsonShape | undefined>(mergeShapes, undefined);
}

test('a shape that was made from a value is not changed by it', () => {
  fc.assert(
    fc.property(fc.array(anyJson, { minLength: 1, maxLength: 4 }), (values) => {
      const whole = shapeOfAll(values);
      for (const value of values) expect(mergeShapes(whole, shapeOf(value))).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test('a new field, a field that is not always there, another type and another kind widen it', () => {
  const report = { apiVersion: 'cli.x/v1', kind: 'R', items: [{ name: 'a', ready: true }] };
  const shape = shapeOf(report);
  for (const other of [
    { ...report, more: 1 },
    { ...report, items: [{ name: 'a' }] },
    { ...report, items: [{ name: 'a', ready: 'yes' }] },
    { ...report, kind: 'S' },
  ]) {
    expect(mergeShapes(shape, shapeOf(other))).not.toEqual(shape);
  }
  expect(
    mergeShapes(
      shape,
      shapeOf({
        ...report,
        items: [
          { name: 'b', ready: false },
          { name: 'c', ready: true },
        ],
      }),
    ),
  ).toEqual(shape);
});

test('objects of Kubernetes are not looked into, and keys of maps are data', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} };
  expect(shapeOf({ ...pod, status: { phase: 'Running' } })).toEqual(shapeOf(pod));
  expect(shapeOf({ labels: { a: 'x' } })).toEqual(shapeOf({ labels: { b: 'y', c: 'z' } }));
});
