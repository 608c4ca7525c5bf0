import { expect, test } from 'vitest';
import { z } from 'zod';
import { boundedList, boundedMap, listMap } from './collections.ts';
import { dateTime } from './date-time.ts';
import { int32, int64 } from './integers.ts';
import { opaqueObject } from './opaque.ts';
import { openApiSchema } from './openapi-schema.ts';
import { quantity } from './quantity.ts';
import { withCel, withRule } from './rule.ts';
import { boundedString } from './text.ts';

test('an object has its properties, defaults and descriptions, and no additionalProperties beside them', () => {
  const inner = z.object({ on: z.boolean().default(true).describe('Whether it is on.') });
  const schema = z.object({
    name: boundedString(5),
    inner: inner.prefault({}).describe('Inside.'),
    rest: boundedString(9).exactOptional(),
  });
  expect(openApiSchema(schema)).toEqual({
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', maxLength: 5 },
      inner: {
        type: 'object',
        description: 'Inside.',
        default: {},
        properties: { on: { type: 'boolean', default: true, description: 'Whether it is on.' } },
      },
      rest: { type: 'string', maxLength: 9 },
    },
  });
});

test('integers have a format and their own bounds, never those of JavaScript', () => {
  expect(openApiSchema(int32(1, 10))).toEqual({ type: 'integer', format: 'int32', minimum: 1, maximum: 10 });
  expect(openApiSchema(int64(0, 2 ** 50))).toEqual({ type: 'integer', format: 'int64', minimum: 0, maximum: 2 ** 50 });
  expect(openApiSchema(z.int())).toEqual({ type: 'integer' });
});

test('a quantity is int-or-string without anyOf and type, and keeps the bounds of both', () => {
  expect(openApiSchema(quantity())).toEqual({
    'x-kubernetes-int-or-string': true,
    minimum: 0,
    maximum: 9e15,
    maxLength: 64,
    pattern: expect.stringContaining('Ki|Mi'),
  });
});

test('open objects and unknown values are let through', () => {
  expect(openApiSchema(opaqueObject())).toEqual({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
  expect(openApiSchema(z.unknown())).toEqual({ 'x-kubernetes-preserve-unknown-fields': true });
});

test('maps, lists and list-maps carry bounds and keys', () => {
  expect(openApiSchema(boundedMap(boundedString(3), 4))).toEqual({
    type: 'object',
    maxProperties: 4,
    additionalProperties: { type: 'string', maxLength: 3 },
  });
  expect(openApiSchema(boundedList(boundedString(3), 2))).toEqual({ type: 'array', maxItems: 2, items: { type: 'string', maxLength: 3 } });
  expect(openApiSchema(listMap(z.object({ id: boundedString(3) }), ['id'], 2))).toMatchObject({
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['id'],
  });
});

test('times have a format beside our pattern, which allows offsets', () => {
  expect(openApiSchema(dateTime())).toMatchObject({ type: 'string', format: 'date-time', pattern: expect.stringContaining('[+-]') });
});

test('rules add up, and what is ours alone does not reach the server', () => {
  const schema = withCel(withRule(boundedString(3), { rule: 'self != "a"', message: 'not a', check: (text) => text !== 'a' }), {
    rule: 'self == oldSelf',
  });
  expect(openApiSchema(schema)).toEqual({
    type: 'string',
    maxLength: 3,
    'x-kubernetes-validations': [{ rule: 'self != "a"', message: 'not a' }, { rule: 'self == oldSelf' }],
  });
});

test('a default under a rule is complete, because the server judges it as it is written', () => {
  const inner = z.object({ deep: z.object({ on: z.boolean().default(true) }).prefault({}), none: boundedString(3).exactOptional() });
  const ruled = withRule(inner, { rule: 'self.deep.on', message: 'must be on', check: (value) => value.deep.on });
  expect(openApiSchema(z.object({ ruled: ruled.prefault({}) }))).toMatchObject({
    properties: { ruled: { default: { deep: { on: true } } } },
  });
});

test.each([
  ['a union', z.union([z.string(), z.boolean()])],
  ['a strict object', z.strictObject({ a: z.string() })],
  ['a recursive schema', z.lazy(() => z.object({ ref: z.string().meta({ id: 'shared' }) }))],
  ['a pattern that Go does not know', z.string().regex(/^(?=a)/)],
  ['an escape that Go does not know', z.string().regex(/[\u00e4]/)],
])('%s is refused', (_what, schema) => {
  expect(() => openApiSchema(z.object({ field: schema }))).toThrow('no structural schema may have');
});

test('only a zod schema has an OpenAPI schema', () => {
  expect(() => openApiSchema({ safeParse: () => ({ success: true, data: 1 }) })).toThrow('zod');
});
