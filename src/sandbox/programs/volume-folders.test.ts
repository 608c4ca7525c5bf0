import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { createVolumeFolders } from './volume-folders.ts';

test('a claim keeps its folder and its data; another claim has another one', async () => {
  const folders = createVolumeFolders({ tempRoot: tempDir() });
  const first = await folders.claim('default', 'data');
  writeFileSync(path.join(first, 'x'), 'kept');
  await folders.forgetPod('uid');
  expect(await folders.claim('default', 'data')).toBe(first);
  expect(readFileSync(path.join(first, 'x'), 'utf8')).toBe('kept');
  expect(new Set([first, await folders.claim('default', 'other'), await folders.claim('else', 'data')]).size).toBe(3);
  await folders.forgetClaim('default', 'data');
  expect(existsSync(first)).toBe(false);
});

test('a pod’s volumes go with it', async () => {
  const folders = createVolumeFolders({ tempRoot: tempDir() });
  const scratch = await folders.emptyDir('uid', 'scratch');
  expect(await folders.emptyDir('uid', 'scratch')).toBe(scratch);
  await folders.forgetPod('uid');
  expect(existsSync(scratch)).toBe(false);
});

test('files are written anew, also below folders', async () => {
  const folders = createVolumeFolders({ tempRoot: tempDir() });
  await folders.files('uid', 'config', { old: 'x' });
  const dir = await folders.files('uid', 'config', { 'a.txt': 'text', 'sub/b.bin': new Uint8Array([1, 2]) });
  expect(readdirSync(dir).toSorted()).toEqual(['a.txt', 'sub']);
  expect([...readFileSync(path.join(dir, 'sub/b.bin'))]).toEqual([1, 2]);
});

test.for(['../x', 'sub/../../x', '/etc/x'])('the file %s would leave its volume', async (name) => {
  const folders = createVolumeFolders({ tempRoot: tempDir() });
  await expect(folders.files('uid', 'config', { [name]: 'x' })).rejects.toThrow('leaves its volume');
});

test('a name that is no name of a folder is refused', async () => {
  const folders = createVolumeFolders({ tempRoot: tempDir() });
  await expect(folders.claim('..', 'data')).rejects.toThrow('".." cannot be the name of a folder');
});

test('closing removes everything, and nothing is made afterwards', async () => {
  const root = tempDir();
  const folders = createVolumeFolders({ tempRoot: root });
  await folders.claim('default', 'data');
  await folders.close();
  expect(readdirSync(root)).toEqual([]);
  await expect(folders.claim('default', 'data')).rejects.toThrow('closed');
});

test('the end waits for what is being made, and nothing is left', async () => {
  for (let round = 0; round < 20; round += 1) {
    const tempRoot = tempDir();
    const folders = createVolumeFolders({ tempRoot });
    const content = Object.fromEntries(Array.from({ length: round }, (_, index) => [`folder-${String(index)}/file`, 'x']));
    const making = [folders.claim('default', 'data'), folders.emptyDir('uid', 'scratch'), folders.files('uid', 'config', content)];
    await folders.close();
    expect(readdirSync(tempRoot)).toEqual([]);
    await Promise.allSettled(making);
    expect(readdirSync(tempRoot)).toEqual([]);
    await expect(folders.claim('default', 'data')).rejects.toThrow('closed');
  }
});
