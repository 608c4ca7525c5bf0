import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paintDiff, unifiedDiff } from './unified-diff.ts';

const NAMES = { before: 'a', after: 'b' };

test('changes close together share a hunk, others have one of their own', () => {
  const before = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const after = before.with(1, 'two').with(4, 'five').with(24, 'twenty-five');
  expect(unifiedDiff(before.join('\n'), after.join('\n'), NAMES)).toBe(`--- a
+++ b
@@ -1,8 +1,8 @@
 line 1
-line 2
+two
 line 3
 line 4
-line 5
+five
 line 6
 line 7
 line 8
@@ -22,7 +22,7 @@
 line 22
 line 23
 line 24
-line 25
+twenty-five
 line 26
 line 27
 line 28
`);
});

test('a new text and an old one', () => {
  expect(unifiedDiff('', 'x\ny\n', NAMES)).toBe('--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n');
  expect(unifiedDiff('x\n', '', NAMES)).toBe('--- a\n+++ b\n@@ -1 +0,0 @@\n-x\n');
  expect(unifiedDiff('x\n', 'x\n', NAMES)).toBe('');
});

test.skipIf(!existsSync('/usr/bin/patch'))('patch makes one text from the other by it', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'aistack-diff-'));
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const [left, right] = [before, after].map((side) => side.map((line) => `${line}\n`).join(''));
      fc.pre(left !== right && right !== '' && left !== '');
      const file = path.join(folder, 'text');
      writeFileSync(file, left ?? '');
      execFileSync('/usr/bin/patch', ['-s', '-o', `${file}.out`, file], { input: unifiedDiff(left ?? '', right ?? '', NAMES) });
      expect(execFileSync('/usr/bin/cat', [`${file}.out`], { encoding: 'utf8' })).toBe(right);
    }),
    { numRuns: 40 },
  );
});

test('colours are put around lines', () => {
  expect(paintDiff('@@ -1 +1 @@\n-a\n+b\n c\n')).toBe('\u001B[36m@@ -1 +1 @@\u001B[0m\n\u001B[31m-a\u001B[0m\n\u001B[32m+b\u001B[0m\n c\n');
});
