import { expect, test } from 'vitest';
import { scriptedApi, type Script } from '../../../../test/support/scripted-api.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import { CONFIG_MAP, SECRET } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { describeApiError } from '../describe-api-error.ts';
import type { Session } from '../session.ts';
import { clusterReader, type ClusterReader } from './cluster-reader.ts';

function reader(script: Script): { readonly reader: ClusterReader; readonly lines: () => readonly string[] } {
  const { api, lines } = scriptedApi(script);
  const session: Pick<Session, 'api' | 'during'> = {
    api,
    during: async (doing, call) => {
      try {
        return await call();
      } catch (error) {
        throw error instanceof ApiError ? describeApiError(error, { ...doing, bin: 'kubectl x' }) : error;
      }
    },
  };
  return { reader: clusterReader(session as Session, new AbortController().signal), lines };
}

const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  data: { key: Buffer.from('hidden').toString('base64') },
};

test('asks once for each list and object, whoever wants it, and follows pages', async () => {
  const { reader: read, lines } = reader({
    list: [
      { items: [], resourceVersion: '1', continue: 'more' },
      { items: [secret], resourceVersion: '1' },
    ],
    get: secret,
  });
  const ref = { type: SECRET, namespace: 'n', name: 's' };
  const [first, second] = await Promise.all([
    read.list(SECRET, { namespace: 'n' }),
    read.list(SECRET, { namespace: 'n' }),
    read.get(ref),
    read.get(ref),
  ]);
  expect(first).toBe(second);
  expect(lines()).toEqual(['list secrets', 'get secrets n/s', 'list secrets']);
});

test('keeps of a Secret the names of its keys, never a value', async () => {
  const { reader: read } = reader({ get: secret, list: { items: [secret], resourceVersion: '1' } });
  const got = await Promise.all([read.get({ type: SECRET, namespace: 'n', name: 's' }), read.list(SECRET)]);
  expect(JSON.stringify(got)).not.toMatch(/hidden|aGlkZGVu/);
  expect(got[0]).toMatchObject({ state: 'present', object: { checksums: { key: expect.any(String) as string } } });
});

test('what is forbidden is an answer, what is missing too; anything else is the error to show', async () => {
  const refused = new ApiError({ reason: 'Forbidden', code: 403, message: 'no' });
  const { reader: read } = reader({ list: refused, get: refused });
  expect(await read.list(CONFIG_MAP, { namespace: 'n' })).toMatchObject({
    state: 'unknown',
    why: 'you may not list configmaps in namespace n',
  });
  expect(await read.get({ type: CONFIG_MAP, namespace: 'n', name: 'a' })).toMatchObject({ state: 'unknown' });
  expect(read.refused()).toEqual(['you may not list configmaps in namespace n', 'you may not read ConfigMap/n/a']);
  const gone = reader({
    list: new ApiError({ reason: 'NotFound', code: 404, message: '' }),
    get: new ApiError({ reason: 'NotFound', code: 404, message: '' }),
  });
  expect(await gone.reader.list(CONFIG_MAP)).toEqual({ state: 'notServed' });
  expect(await gone.reader.get({ type: CONFIG_MAP, namespace: 'n', name: 'a' })).toEqual({ state: 'absent' });
  const down = reader({ list: new ApiError({ reason: 'Unreachable', code: 0, message: '', networkCode: 'ECONNREFUSED' }) });
  await expect(down.reader.list(CONFIG_MAP)).rejects.toBeInstanceOf(CliError);
});
