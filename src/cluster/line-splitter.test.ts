import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter } from './line-splitter.ts';

test('however a text is cut into chunks, the lines are those of the text', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\n', ' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), line, fc.array(fc.nat(200), { maxLength: 20 }), (lines, rest, cuts) => {
      const bytes = Buffer.from([...lines, rest].join('\n'));
      const splitter = createLineSplitter();
      const found: string[] = [];
      let start = 0;
      for (const end of [...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length]) {
        found.push(...splitter.push(bytes.subarray(start, end)).map(String));
        start = end;
      }
      expect(found).toEqual(lines.filter((text) => text !== ''));
      expect(splitter.rest().toString()).toBe(rest);
    }),
  );
});
