import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../../test/support/temp-dir.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { createObjectStorage } from '../storage/create-object-storage.ts';
import { mountedVolumes } from './mounted-volumes.ts';
import { createVolumeFolders } from './volume-folders.ts';

function object(kind: string, name: string, fields: object): KubeObject {
  const metadata = { name, namespace: 'default', uid: `uid-${name}`, resourceVersion: '', creationTimestamp: '' };
  return { apiVersion: 'v1', kind, metadata, ...fields };
}

const POD = object('Pod', 'pod', {
  spec: {
    containers: [
      {
        name: 'main',
        volumeMounts: [
          { name: 'data', mountPath: '/data', subPath: 'maia' },
          { name: 'locked', mountPath: '/locked' },
          { name: 'scratch', mountPath: '/scratch', readOnly: true },
          { name: 'config', mountPath: '/etc/config' },
          { name: 'secret', mountPath: '/etc/secret' },
          { name: 'not-there', mountPath: '/nowhere' },
        ],
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: 'claim' } },
      { name: 'locked', persistentVolumeClaim: { claimName: 'claim', readOnly: true } },
      { name: 'scratch', emptyDir: {} },
      { name: 'config', configMap: { name: 'settings', items: [{ key: 'a', path: 'sub/a.txt' }] } },
      { name: 'secret', secret: { secretName: 'hidden' } },
    ],
  },
});

test('the mounts of a container with what they are', () => {
  const sources = { storage: createObjectStorage(), folders: createVolumeFolders({ tempRoot: tempDir() }) };
  const found = mountedVolumes(POD, 'main', sources).map(({ folder: _folder, ...rest }) => rest);
  expect(found).toEqual([
    { mountPath: '/data', subPath: 'maia', readOnly: false, source: { kind: 'claim', name: 'claim' } },
    { mountPath: '/locked', readOnly: true, source: { kind: 'claim', name: 'claim' } },
    { mountPath: '/scratch', readOnly: true, source: { kind: 'emptyDir', name: 'scratch' } },
    { mountPath: '/etc/config', readOnly: true, source: { kind: 'configMap', name: 'settings' } },
    { mountPath: '/etc/secret', readOnly: true, source: { kind: 'secret', name: 'hidden' } },
  ]);
  expect(mountedVolumes(POD, 'other', sources)).toEqual([]);
});

test('ConfigMaps and Secrets are files', async () => {
  const storage = createObjectStorage();
  storage.create('configmaps', object('ConfigMap', 'settings', { data: { a: 'A', b: 'B' } }));
  storage.create('secrets', object('Secret', 'hidden', { data: { key: Buffer.from('value').toString('base64') } }));
  const volumes = mountedVolumes(POD, 'main', { storage, folders: createVolumeFolders({ tempRoot: tempDir() }) });
  const read = async (mountPath: string, file: string): Promise<string> => {
    const folder = await volumes.find((volume) => volume.mountPath === mountPath)?.folder();
    return readFileSync(path.join(folder ?? '', file), 'utf8');
  };
  expect(await read('/etc/config', 'sub/a.txt')).toBe('A');
  expect(await read('/etc/secret', 'key')).toBe('value');
  await expect(read('/etc/config', 'b')).rejects.toThrow('ENOENT');
});

test('two mounts of one claim are one folder', async () => {
  const sources = { storage: createObjectStorage(), folders: createVolumeFolders({ tempRoot: tempDir() }) };
  const [data, locked] = mountedVolumes(POD, 'main', sources);
  expect(await data?.folder()).toBe(await locked?.folder());
});
