import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStructureSharer } from './structure-sharer.ts';

test('values stay what they are, whatever was shared before', () => {
  const share = createStructureSharer();
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(share(JSON.parse(text)))).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test('keys that look like structure do not make different things equal', () => {
  const share = createStructureSharer();
  const values = [
    '{"a":1,"b":2}',
    '{"a:1,b":2}',
    '["a",1]',
    '{"0":"a","1":1}',
    '{"a":"1"}',
    '{"a":1}',
    '{"a":null}',
    '{"a":"null"}',
    '[]',
    '{}',
    '12',
    '["1\\"","2"]',
    '["1\\"2"]',
    '["","1"]',
    '["1",""]',
  ];
  for (const text of [...values, ...values]) expect(JSON.stringify(share(JSON.parse(text)))).toBe(text);
});

test('equal parts are one object, and memory of them is bounded', () => {
  const share = createStructureSharer();
  const make = (name: string): { name: string; probe: { path: string; port: string } } =>
    share({ name, probe: { path: '/health', port: 'http' } });
  const first = make('first of them');
  for (let n = 0; n < 20_000; n += 1) make(`a name of its own ${String(n)}`);
  expect(make('last of them').probe).toBe(first.probe);
});
