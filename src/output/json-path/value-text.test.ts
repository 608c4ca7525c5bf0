import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goJson, goText, valueText } from './value-text.ts';

// Recorded from kubectl 1.36.
test.each<[unknown, string]>([
  ['a<b', 'a<b'],
  [null, 'null'],
  [true, 'true'],
  [1, '1'],
  [1.5, '1.5'],
  [0.00001, '1e-05'],
  [1e30, '1e+30'],
  [[], '[]'],
  [{ z: 1, a: 'q<r>&s', ls: '\u2028' }, String.raw`{"a":"q\u003cr\u003e\u0026s","ls":"\u2028","z":1}`],
  [{ 10: 1, 9: 2 }, '{"10":1,"9":2}'],
])('%j is printed as %s', (value, expected) => {
  expect(valueText(value)).toBe(expected);
});

test.each<[unknown, string]>([
  [{ tier: '2', app: 'web' }, 'map[app:web tier:2]'],
  [[{ port: 80 }, { port: 443 }], '[map[port:80] map[port:443]]'],
  [null, '<nil>'],
  [['a', null, {}], '[a <nil> map[]]'],
])('in a column %j is %s', (value, expected) => {
  expect(goText(value)).toBe(expected);
});

test('what looks like JSON is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(goJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
