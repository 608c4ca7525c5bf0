import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { leftByProgram, makeRunFolder } from './run-folder.ts';
import { tempDir } from './temp-dir.ts';

test('tests have a temporary folder of their run, which goes with everything in it', () => {
  expect(path.basename(os.tmpdir())).toMatch(/^aistack-run-/);
  const tempRoot = tempDir();
  const run = makeRunFolder({ tempRoot });
  mkdirSync(path.join(run.path, 'aistack-home-x', 'sub'), { recursive: true });
  writeFileSync(path.join(run.path, 'aistack-home-x', 'sub', 'file'), '');
  expect(run.left()).toEqual(['aistack-home-x']);
  run.remove();
  expect(existsSync(run.path)).toBe(false);
});

test('what a run that was killed has left goes with a later one, and nothing else does', () => {
  const tempRoot = tempDir();
  const now = Date.now();
  for (const name of ['aistack-run-old', 'aistack-run-young', 'somebody-else']) mkdirSync(path.join(tempRoot, name));
  const longAgo = new Date(now - 7 * 3_600_000);
  for (const name of ['aistack-run-old', 'somebody-else']) utimesSync(path.join(tempRoot, name), longAgo, longAgo);
  makeRunFolder({ tempRoot, now });
  expect(['aistack-run-old', 'aistack-run-young', 'somebody-else'].map((name) => existsSync(path.join(tempRoot, name)))).toEqual([
    false,
    true,
    true,
  ]);
});

test('the program’s folders are told from those of tests', () => {
  const names = ['aistack-volumes-a', 'aistack-container-b', 'aistack-sandbox-c', 'LIVE-d', 'aistack-sandbox-plane-e', 'aistack-home-f'];
  expect(leftByProgram(names)).toEqual(['aistack-volumes-a', 'aistack-container-b', 'aistack-sandbox-c', 'LIVE-d']);
});
