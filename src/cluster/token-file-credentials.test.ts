import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { tempDir } from '../../test/support/temp-dir.ts';
import { tokenFileCredentials } from './token-file-credentials.ts';

test('the file is read again after 60 s, not before; while it is gone the last token counts', async () => {
  const file = join(tempDir(), 'token');
  const clock = fakeClock();
  writeFileSync(file, 'one\n');
  const credentials = tokenFileCredentials(file, undefined, clock);
  expect(await credentials.current()).toEqual({ authorization: 'Bearer one' });
  writeFileSync(file, 'two');
  clock.advance(59_999);
  expect(credentials.current()).toEqual({ authorization: 'Bearer one' });
  clock.advance(1);
  expect(await credentials.current()).toEqual({ authorization: 'Bearer two' });
  rmSync(file);
  clock.advance(60_000);
  expect(await credentials.current()).toEqual({ authorization: 'Bearer two' });
});

test('a 401 reads it at once; the same token again is no reason to ask again', async () => {
  const file = join(tempDir(), 'token');
  writeFileSync(file, 'one');
  const credentials = tokenFileCredentials(file, undefined, fakeClock());
  const rejected = await credentials.current();
  expect(await credentials.renew(rejected)).toBe(false);
  writeFileSync(file, 'two');
  expect(await credentials.renew(rejected)).toBe(true);
});

test('without a file the token of the kubeconfig serves; without both the file is named', async () => {
  const file = join(tempDir(), 'gone');
  expect(await tokenFileCredentials(file, 'spare', fakeClock()).current()).toEqual({ authorization: 'Bearer spare' });
  await expect(tokenFileCredentials(file, undefined, fakeClock()).current()).rejects.toMatchObject({
    reason: 'Configuration',
    message: `token file ${file}: cannot be read (ENOENT)`,
  });
  writeFileSync(file, '');
  await expect(tokenFileCredentials(file, undefined, fakeClock()).current()).rejects.toThrow('is empty');
});
