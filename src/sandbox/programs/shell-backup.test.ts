import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { BACKUP_SCRIPT } from '../../templates/maia/backup-script.ts';
import type { MountedVolume } from './program.ts';
import { shellProgram } from './shell-program.ts';

const POD: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: '' } };

test.for(['true', 'false'])('the backup job of a template runs as it is (compressed: %s)', async (compress) => {
  const [data, backup, unpacked] = [tempDir(), tempDir(), tempDir()];
  mkdirSync(path.join(data, 'store'));
  const awkward = 'a b\'c"d\ne';
  writeFileSync(path.join(data, 'store', awkward), 'content');
  writeFileSync(path.join(data, 'LOCK'), '');
  const mount = (mountPath: string, folder: string, readOnly: boolean): MountedVolume => ({
    mountPath,
    readOnly,
    source: { kind: 'claim', name: path.basename(folder) },
    folder: async () => folder,
  });
  const lines: string[] = [];
  const running = await shellProgram({ path: process.env['PATH'] ?? '', tempRoot: tempDir() }).start({
    pod: POD,
    container: {
      name: 'backup',
      image: 'example',
      command: ['/bin/sh', '-c', BACKUP_SCRIPT],
      args: [],
      env: { DATA_DIR: '/var/lib/maia', BACKUP_DIR: '/backup', RETENTION_DAYS: '7', COMPRESS: compress },
      ports: [],
    },
    volumes: [mount('/var/lib/maia', data, true), mount('/backup', backup, false)],
    clock: fakeClock(),
    random: () => 0,
    log: (line) => lines.push(line),
    connect: async () => Promise.reject(new Error('no network')),
    signal: new AbortController().signal,
  });
  expect([await running.done, lines.join('\n')]).toEqual([0, expect.stringMatching(/^backup complete: backup-\d{8}-\d{6}\.tar/)]);
  const [archive = '', checksum] = readdirSync(backup).toSorted();
  expect(checksum).toBe(`${archive}.sha256`);
  execFileSync('tar', ['-xf', path.join(backup, archive), '-C', unpacked]);
  // The archive is rooted at the last part of the mount path, as in a cluster.
  expect(readFileSync(path.join(unpacked, 'maia/store', awkward), 'utf8')).toBe('content');
  expect(readdirSync(path.join(unpacked, 'maia'))).toEqual(['store']);
});
