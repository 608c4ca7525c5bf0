import { expect, test } from 'vitest';
import { rejection } from '../../../test/support/rejection.ts';
import { scriptedApi } from '../../../test/support/scripted-api.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { ApiError } from '../api-error.ts';
import type { ListPage } from '../kube-api.ts';
import { findEndpoints } from './find-endpoints.ts';
import type { PodPort } from './find-endpoints.ts';

const OPTIONS = { signal: new AbortController().signal, timeoutMs: 1000 };
const forbidden = new ApiError({ reason: 'Forbidden', message: 'endpointslices', code: 403 });

function object(kind: string, name: string, fields: Readonly<Record<string, unknown>>): KubeObject {
  const metadata = { name, namespace: 'demo', uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'v1', kind, metadata, ...fields };
}

const page = (...items: readonly KubeObject[]): ListPage => ({ items, resourceVersion: '1' });
const SERVICE = object('Service', 'web', {
  spec: {
    selector: { app: 'web', tier: 'a' },
    ports: [
      { name: 'main', port: 80, targetPort: 'http' },
      { name: 'admin', port: 81, targetPort: 9000 },
      { name: 'same', port: 82 },
    ],
  },
});

function slice(
  name: string,
  endpoints: readonly unknown[],
  ports: unknown = [
    { name: 'main', port: 8080 },
    { name: 'admin', port: 9000 },
  ],
): KubeObject {
  return object('EndpointSlice', name, { ports, endpoints });
}

const endpoint = (name: string, conditions: object = { ready: true }): object => ({ conditions, targetRef: { kind: 'Pod', name } });

async function found(port: number, ...lists: readonly (ListPage | Error)[]): Promise<readonly string[]> {
  const { api } = scriptedApi({ get: SERVICE, list: lists });
  const pods: readonly PodPort[] = await findEndpoints(api, { namespace: 'demo', name: 'web', port }, OPTIONS);
  return pods.map((each) => `${each.pod}:${String(each.port)}`);
}

test('the ready pods of the slices, with the port of that name', async () => {
  const slices = page(
    slice('a', [endpoint('one'), endpoint('two', { ready: false }), endpoint('three', {})]),
    slice('b', [endpoint('one'), { conditions: { ready: true }, targetRef: { kind: 'Node', name: 'n' } }, { conditions: { ready: true } }]),
    object('EndpointSlice', 'c', { ports: null, endpoints: null }),
  );
  expect(await found(80, slices)).toEqual(['one:8080', 'three:8080']);
  expect(await found(81, slices)).toEqual(['one:9000', 'three:9000']);
});

test('where slices may not be listed: the pods that are selected, ready and not going', async () => {
  const pod = (name: string, ready: string, more: object = {}): KubeObject => {
    const made = object('Pod', name, {
      spec: { containers: [{ ports: [{ name: 'http', containerPort: 8081 }] }] },
      status: { conditions: [{ type: 'Ready', status: ready }] },
    });
    return { ...made, metadata: { ...made.metadata, ...more } };
  };
  const pods = page(pod('one', 'True'), pod('two', 'False'), pod('three', 'True', { deletionTimestamp: '2026-01-01T00:00:00Z' }));
  expect(await found(80, forbidden, pods)).toEqual(['one:8081']);
  expect(await found(81, forbidden, pods)).toEqual(['one:9000']);
  expect(await found(82, forbidden, pods)).toEqual(['one:82']);
  const { api, calls } = scriptedApi({ get: SERVICE, list: [forbidden, pods] });
  await findEndpoints(api, { namespace: 'demo', name: 'web', port: 80 }, OPTIONS);
  expect(calls.at(-1)?.options).toMatchObject({ namespace: 'demo', labelSelector: 'app=web,tier=a' });
});

test('what is missing is said', async () => {
  expect(await rejection(found(99))).toMatchObject({ reason: 'ServiceUnavailable', message: 'it has no port 99, but 80, 81, 82' });
  expect(await rejection(found(80, page()))).toMatchObject({ reason: 'ServiceUnavailable', message: 'it has no ready pod' });
  expect(await rejection(found(80, forbidden, forbidden))).toBe(forbidden);
  const external = object('Service', 'web', { spec: { type: 'ExternalName', externalName: 'db.example.com' } });
  const { api } = scriptedApi({ get: external });
  expect(await rejection(findEndpoints(api, { namespace: 'demo', name: 'web', port: 80 }, OPTIONS))).toMatchObject({
    message: 'it is another name for db.example.com and has no pods',
  });
});
