import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineWriter } from './line-writer.ts';

function written(prefix: string, chunks: readonly Uint8Array[]): readonly string[] {
  const texts: string[] = [];
  const writer = lineWriter(prefix, (text) => void texts.push(text));
  for (const chunk of chunks) writer.write(chunk);
  writer.end();
  return texts;
}

test('whole lines with their prefix; empty ones stay, and the last needs no newline', () => {
  expect(written('[a] ', [Buffer.from('one\n\ntw'), Buffer.from('o\nrest')])).toEqual(['[a] one\n[a] \n', '[a] two\n', '[a] rest\n']);
  expect(written('[a] ', [])).toEqual([]);
});

test('however it is cut, characters are whole and nothing is lost', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  fc.assert(
    fc.property(fc.array(text), fc.array(fc.nat(20)), (lines, cuts) => {
      const log = lines.map((line) => `${line.replaceAll('\n', ' ').toWellFormed()}\n`).join('');
      const bytes = Buffer.from(log);
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      chunks.push(bytes.subarray(at));
      const texts = written('', chunks);
      expect(texts.join('')).toBe(log);
      for (const one of texts) expect(one.endsWith('\n')).toBe(true);
    }),
  );
});
