import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { manifestFiles } from './manifest-files.ts';

function folder(): string {
  const dir = tempDir();
  mkdirSync(path.join(dir, 'deep', 'empty'), { recursive: true });
  for (const name of ['b.yaml', 'a.yml', 'note.txt', 'deep/c.json']) writeFileSync(path.join(dir, name), '');
  return dir;
}

test('a folder stands for the manifests in it, in the order of their names; a file and - stay', async () => {
  const dir = folder();
  const file = path.join(dir, 'note.txt');
  expect(await manifestFiles([dir, '-', file, '/nowhere'], false)).toEqual([
    path.join(dir, 'a.yml'),
    path.join(dir, 'b.yaml'),
    '-',
    file,
    '/nowhere',
  ]);
});

test('with recursive the folders below it count too', async () => {
  const dir = folder();
  expect(await manifestFiles([dir], true)).toEqual([path.join(dir, 'a.yml'), path.join(dir, 'b.yaml'), path.join(dir, 'deep', 'c.json')]);
});

test('a folder without manifests is a usage error that says how to look deeper', async () => {
  const deep = path.join(folder(), 'deep', 'empty');
  await expect(manifestFiles([deep], false)).rejects.toMatchObject({ exit: 2, fix: expect.stringContaining('-R') as unknown });
});
