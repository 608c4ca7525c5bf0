import { expect, test } from 'vitest';
import { z } from 'zod';
import { maiaInstance } from '../../../kinds/maia/maia-instance.ts';
import { specAsRead } from './spec-as-read.ts';
import { specIssues } from './spec-issues.ts';

const spec = z.object({
  metrics: z.object({ enabled: z.boolean().default(true) }).default({ enabled: true }),
  list: z.array(z.object({ name: z.string().optional() })).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

test.each([
  ['an object', { metrics: null }, {}],
  ['a field in it', { metrics: { enabled: null } }, { metrics: {} }],
  ['a field in a list', { list: [{ name: null }, { name: 'a' }] }, { list: [{}, { name: 'a' }] }],
  ['a value of a map', { labels: { a: null, b: 'c' } }, { labels: { b: 'c' } }],
  ['an entry of a list, which stays to be refused', { list: [null] }, { list: [null] }],
  ['a field that is not known', { other: null }, { other: null }],
  ['the spec itself', null, {}],
])('null for %s', (_, given, expected) => {
  expect(specAsRead({ spec, specPresence: 'defaulted' }, given)).toEqual(expected);
});

test('a spec that must be there is not made up', () => {
  expect(specAsRead({ spec, specPresence: 'required' }, null)).toBeUndefined();
});

test('nulls for what has defaults are no mistakes', () => {
  expect(specIssues(maiaInstance, { metrics: null, image: { tag: null }, replicas: null })).toEqual([]);
});
