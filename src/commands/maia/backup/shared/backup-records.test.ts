import { expect, test } from 'vitest';
import { backupRecords } from './backup-records.ts';
import { isWhole, jobLines } from './job-lines.ts';
import { sizeWords } from './size-words.ts';

const LOG = `a note for people
{"archive":"backup-20260101-020000.tar","bytes":10240,"modified":1767232800,"sha256":"aa"}
{"archive":"backup-20260102-020000.tar.gz","bytes":5,"modified":0,"sha256":""}
{"archive":"backup-of-mine.tar","bytes":7,"modified":1767232800,"sha256":"","actual":"cc","entries":2,"state":"ok"}
{broken
{"end":true}
`;

test('lines of a log become records, the newest first; lines for people are passed over', () => {
  expect(backupRecords(jobLines(LOG))).toEqual([
    { archive: 'backup-20260102-020000.tar.gz', bytes: 5, created: '2026-01-02T02:00:00Z', sha256: '', verified: 'no' },
    { archive: 'backup-20260101-020000.tar', bytes: 10_240, created: '2026-01-01T02:00:00Z', sha256: 'aa', verified: 'made' },
    { archive: 'backup-of-mine.tar', bytes: 7, created: '2026-01-01T02:00:00Z', sha256: 'cc', verified: 'ok', entries: 2 },
  ]);
});

test('a log that was cut is not taken for the whole', () => {
  expect([isWhole(jobLines(LOG)), isWhole(jobLines(LOG.slice(0, 200)))]).toEqual([true, false]);
});

test.each([
  [0, '0B'],
  [1023, '1023B'],
  [1536, '1.5KiB'],
  [200 * 1024 ** 2, '200MiB'],
  [3 * 1024 ** 5, '3072TiB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});
