import { expect, test } from 'vitest';
import { z } from 'zod';
import { boundedMap, boundedSet, listMap } from './collections.ts';
import { dateTime } from './date-time.ts';
import { cronSchedule, goDuration, prometheusDuration } from './durations.ts';
import { labels } from './labels.ts';
import { dataKey, hostName, labelName, nameRule, objectName, qualifiedName, storageClassName } from './names.ts';
import { intOrPercent, quantity, storageSize } from './quantity.ts';
import { secretKeyRef } from './references.ts';
import { withRule } from './rule.ts';
import { boundedString, httpUrl, nonEmptyString } from './text.ts';

function messages(schema: z.ZodType, value: unknown): readonly string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => issue.message);
}

test.each<[string, z.ZodType, readonly unknown[], readonly unknown[]]>([
  ['objectName', objectName(), ['a', 'a-b.c1', '1a'], ['', 'A', 'a.', '-a', 'a..b', 'a'.repeat(254)]],
  ['labelName', labelName(), ['a', '1'], ['a.b', 'a'.repeat(64)]],
  ['hostName', hostName(), ['a.example.com', '*.example.com'], ['', 'a.*.com', 'Example.com', 'http://a']],
  ['storageClassName', storageClassName(), ['', 'fast-ssd'], ['Fast']],
  ['qualifiedName', qualifiedName(), ['amd.com/gpu'], ['gpu', 'amd.com/', 'amd.com/gpu/x']],
  ['dataKey', dataKey(), ['api-key', '.dockerconfigjson', 'a..b'], ['', '.', '..', '..a', 'a/b']],
  ['quantity', quantity(), ['500m', 2, '1Gi', '1e3', '+1'], ['-1', -1, 1.5, 'lots', '']],
  ['storageSize', storageSize(), ['10Gi', '007Mi', '1Ti'], ['0Gi', '10G', '1.5Gi', 10]],
  ['intOrPercent', intOrPercent(), [0, 3, '100%', '0%'], ['3', '101%', -1]],
  ['goDuration', goDuration(1), ['1s', '1h30m', '1000ms'], ['0s', '999ms', '1d', '', '-1s', '2562048h']],
  ['prometheusDuration', prometheusDuration(), ['30s', '1d'], ['', '30', '1.5s']],
  ['cronSchedule', cronSchedule(), ['0 2 * * *', '@daily'], ['0 2 * *', '0 9 * * fri-mon', '']],
  ['dateTime', dateTime(), ['2032-02-29T00:00:00Z', '2031-01-01T00:00:00.5+02:00'], ['2031-02-29T00:00:00Z', '2031-01-01', 'now']],
  ['httpUrl', httpUrl(), ['http://a:1', 'https://a/b?c'], ['a:1', 'http://', 'ftp://a']],
  ['labels', labels(), [{}, { 'a/b': '', c: 'd.E' }], [{ a: '-b' }, { a: 'x'.repeat(64) }]],
  ['nonEmptyString', nonEmptyString(2), ['ab'], ['', 'abc']],
])('%s: one message for each value that it refuses', (_name, schema, good, bad) => {
  for (const value of good) expect(messages(schema, value), JSON.stringify(value)).toEqual([]);
  for (const value of bad) expect(messages(schema, value), JSON.stringify(value)).toHaveLength(1);
});

test('lengths are counted in characters, as the API server does', () => {
  expect(messages(boundedString(2), '\u{1F9E0}\u{1F9E0}')).toEqual([]);
  expect(messages(boundedString(2), '\u{1F9E0}\u{1F9E0}a')).toEqual(['may be at most 2 characters long']);
});

test('lists by key and sets hold nothing twice, maps not too much', () => {
  const byName = listMap(z.object({ name: z.string(), value: z.string() }), ['name']);
  expect(
    messages(byName, [
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
    ]),
  ).toEqual(['must not have two items with the same name']);
  expect(
    messages(byName, [
      { name: 'a', value: '1' },
      { name: 'b', value: '1' },
    ]),
  ).toEqual([]);
  expect(messages(boundedSet(z.enum(['a', 'b'])), ['a', 'a'])).toEqual(['must not name the same item twice']);
  expect(messages(boundedMap(z.string(), 1), { a: '', b: '' })).toEqual(['may have at most 1 entries']);
});

test('a reference to a Secret has the default key', () => {
  expect(secretKeyRef('token').parse({ name: 'a' })).toEqual({ name: 'a', key: 'token' });
});

test('a rule points at the field that its fieldPath names', () => {
  const schema = withRule(z.object({ a: z.object({ b: z.number() }) }), {
    rule: 'self.a.b > 0',
    message: 'must be more than 0',
    fieldPath: '.a.b',
    check: (value) => value.a.b > 0,
  });
  expect(schema.safeParse({ a: { b: 0 } }).error?.issues).toMatchObject([{ path: ['a', 'b'], message: 'must be more than 0' }]);
});

test('a name rule tells length and form, in CEL and here', () => {
  const rule = nameRule('RFC 1035 label', 4, 'reasons');
  expect(rule.problem('a-1')).toBeUndefined();
  expect(rule.problem('abcde')).toBe('metadata.name may be at most 4 characters long: reasons');
  expect(rule.problem('1a')).toContain('start with a letter: reasons');
  expect(rule.rules.map((one) => one.message)).toEqual([rule.problem('abcde'), rule.problem('1a')]);
  expect(nameRule('RFC 1123 subdomain', 4, 'reasons').problem('1.a')).toBeUndefined();
});
