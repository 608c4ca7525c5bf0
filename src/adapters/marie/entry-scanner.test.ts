import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryScanner } from './entry-scanner.ts';

function scan(text: string, cuts: readonly number[] = []): { readonly entries: readonly unknown[]; readonly rest: unknown } {
  const entries: unknown[] = [];
  const scanner = entryScanner((entry) => void entries.push(JSON.parse(entry)));
  let from = 0;
  for (const cut of [...cuts.map((each) => each % (text.length + 1)).toSorted((a, b) => a - b), text.length]) {
    scanner.push(text.slice(from, cut));
    from = cut;
  }
  return { entries, rest: JSON.parse(scanner.end()) as unknown };
}

test('entries come one at a time, and the rest tells how it went', () => {
  const text = '{"status": "OK", "result": {"a": {"x": "}\\"{", "y": [{}]}, "b" : {} }, "other": {"result": {"c": {}}}}';
  expect(scan(text)).toEqual({
    entries: [{ x: '}"{', y: [{}] }, {}],
    rest: { status: 'OK', result: {}, other: { result: { c: {} } } },
  });
});

test.each([
  ['an error without result', '{"status":"error","message":"Failed: \\"x\\"","code":"INTERNAL_ERROR"}'],
  ['a result that is a text', '{"status":"error","result":"Job not found"}'],
  ['a list in place of the object', '{"status":"OK","result":[{"a":1}]}'],
  ['no object at all', '[{"result":{"a":{}}}]'],
])('%s is left whole', (_what, text) => {
  expect(scan(text)).toEqual({ entries: [], rest: JSON.parse(text) });
});

test('wherever the text is cut, the entries are the same', () => {
  const entry = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.string({ unit: 'grapheme' })));
  fc.assert(
    fc.property(fc.dictionary(fc.uuid(), entry), fc.array(fc.nat(), { maxLength: 8 }), (rows, cuts) => {
      const { entries, rest } = scan(JSON.stringify({ status: 'OK', result: rows, code: null }), cuts);
      expect(entries).toEqual(JSON.parse(JSON.stringify(Object.values(rows))));
      expect(rest).toEqual({ status: 'OK', result: {}, code: null });
    }),
    { numRuns: 500 },
  );
});

test('what never ends is given up', () => {
  const scanner = entryScanner(() => undefined);
  scanner.push('{"result":{"a":{"x":"');
  const piece = 'x'.repeat(1024 * 1024);
  expect(() => {
    for (let count = 0; count < 20; count += 1) scanner.push(piece);
  }).toThrow(RangeError);
});
