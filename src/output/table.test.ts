import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { formatTable } from './table.ts';

const COLUMNS = [{ header: 'NAME' }, { header: 'MESSAGE', freeText: true }, { header: 'AGE' }];

test('columns are aligned three blanks apart, and lines end without blanks', async () => {
  const text = await formatTable(
    COLUMNS,
    [
      ['a', '', '5m'],
      ['longer-name', 'hello', ''],
    ],
    { headers: true },
  );
  expect(text).toBe('NAME          MESSAGE   AGE\na                       5m\nlonger-name   hello\n');
});

test('without headers the widths are those of the cells, at least three', async () => {
  expect(await formatTable(COLUMNS, [['a', 'bcde', 'c']], { headers: false })).toBe('a     bcde   c\n');
});

test('colours change no distance', async () => {
  const columns = [{ header: 'NAME' }, { header: 'STATUS', paint: (cell: string) => `<${cell}>` }, { header: 'AGE' }];
  expect(await formatTable(columns, [['a', 'Ready', '5m']], { headers: true })).toBe('NAME   STATUS   AGE\na      <Ready>    5m\n');
});

test('on a terminal only the free text is cut, and every row fits', async () => {
  const text = await formatTable(COLUMNS, [['a', 'x'.repeat(100), '5m']], { headers: true, width: 40 });
  const lines = text.trimEnd().split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBe(40);
  expect(lines[1]).toMatch(/^a\s+x+…\s+5m$/);
});

test('off a terminal nothing is cut', async () => {
  expect(await formatTable(COLUMNS, [['a', 'x'.repeat(300), '5m']], { headers: true })).toContain('x'.repeat(300));
});

test('a line break or an escape code in a cell does not break the row', async () => {
  const text = await formatTable(COLUMNS, [['a', 'one\ntwo\u001B[31m', '5m']], { headers: false });
  expect(text).toBe('a     one two [31m   5m\n');
});

test('wide characters take two columns', async () => {
  const text = await formatTable(
    [{ header: 'NAME' }, { header: 'AGE' }],
    [
      ['日本', '1s'],
      ['abcde', '2s'],
    ],
    { headers: true },
  );
  expect(text).toBe('NAME    AGE\n日本    1s\nabcde   2s\n');
});

test('whatever the cells are, each column starts at the same place in every row', async () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !/\p{Cc}/u.test(value));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), async (rows) => {
      const marked = rows.map(([left, right]) => [`${left}.`, `|${right}.`]);
      const text = await formatTable([{ header: 'A' }, { header: '|B' }], marked, { headers: true });
      const lines = text.split('\n').slice(0, -1);
      expect(lines).toHaveLength(rows.length + 1);
      const width = Math.max(3, ...marked.map(([left = '']) => stringWidth(left)));
      for (const [index, line] of lines.entries()) {
        const left = index === 0 ? 'A' : (marked[index - 1]?.[0] ?? '');
        expect(line.startsWith(`${left}${' '.repeat(width + 3 - stringWidth(left))}|`)).toBe(true);
      }
    }),
  );
});
