import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../../../test/support/temp-dir.ts';
import type { ReconcileTrace } from './reconcile-trace.ts';
import { openTraceFile } from './trace-file.ts';

const never = (text: string): void => {
  throw new Error(text);
};

/** Of a record only the name matters here. */
function record(id: string): ReconcileTrace {
  return { id } as ReconcileTrace;
}

test('records are appended in their order, all of them by the time it is closed, for the owner alone', async () => {
  const file = path.join(tempDir(), 'trace.ndjson');
  await writeFile(file, '{"id":"earlier"}\n');
  await chmod(file, 0o644);
  const trace = await openTraceFile(file, never);
  const ids = Array.from({ length: 500 }, (_, index) => String(index));
  for (const id of ids) trace.write(record(id));
  await trace.close();
  const read = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as ReconcileTrace).id);
  expect(read).toEqual(['earlier', ...ids]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('what cannot be written is told before anything is done', async () => {
  const file = path.join(tempDir(), 'missing', 'trace.ndjson');
  await expect(openTraceFile(file, never)).rejects.toMatchObject({
    exit: 1,
    message: `cannot write ${file}`,
    fix: 'choose another file with --trace',
  });
});

test('a write that fails later is a warning, once, and closing still ends', async () => {
  const told: string[] = [];
  const trace = await openTraceFile('/dev/full', (text) => told.push(text));
  trace.write(record('a'));
  await expect.poll(() => told).toHaveLength(1);
  trace.write(record('b'));
  await trace.close();
  expect(told).toEqual([expect.stringMatching(/^passes are missing in \/dev\/full: ENOSPC/)]);
});
