import { expect, test } from 'vitest';
import { parseQuotas } from './parse-quotas.ts';

function read(...texts: readonly string[]): Readonly<Record<string, number | null>> {
  return Object.fromEntries(parseQuotas(texts).map(({ quota, value }) => [quota.field, value]));
}

test('limits by field or short word, with commas or one by one', () => {
  expect(read('maxMemories=5000', 'storage=5Gi,rpm=60')).toEqual({
    maxMemories: 5000,
    maxStorageBytes: 5 * 1024 ** 3,
    requestsPerMinute: 60,
  });
  expect(read('MAXNAMESPACES=3', 'rpd=default', 'memories=unlimited')).toEqual({ maxNamespaces: 3, requestsPerDay: null, maxMemories: 0 });
  expect(read('maxStorageBytes=1500M')).toEqual({ maxStorageBytes: 1_500_000_000 });
});

test.each([
  ['maxMemories', 'is no LIMIT=VALUE'],
  ['=5', 'is no LIMIT=VALUE'],
  ['memorys=5', 'is no limit of a tenant'],
  ['memories=5Gi', 'a whole number'],
  ['memories=-1', 'a whole number'],
  ['memories=', 'a whole number'],
  ['storage=0.3', 'bytes'],
  ['storage=100Ei', 'bytes'],
  ['namespaces=unlimited', 'at least 1'],
  ['rpm=1,requestsPerMinute=2', 'given twice'],
])('%s is refused: %s', (text, words) => {
  expect(() => parseQuotas([text])).toThrow(words);
});

test('a word that is nearly one is suggested', () => {
  expect(() => parseQuotas(['storag=1'])).toThrow(expect.objectContaining({ exit: 2, fix: 'did you mean "storage"?' }) as Error);
});
