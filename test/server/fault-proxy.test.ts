import { expect, onTestFinished } from 'vitest';
import { clusterTest } from '../support/describe-cluster.ts';
import type { FaultProxy } from '../support/fault-proxy.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';

interface Answer {
  readonly status: number;
  readonly body: {
    readonly reason?: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly metadata: { readonly resourceVersion: string };
  };
}

const PATH = '/api/v1/namespaces/default/configmaps';

async function open(kubeconfig: string): Promise<FaultProxy> {
  const proxy = await startFaultProxy(kubeconfig);
  onTestFinished(proxy.close);
  return proxy;
}

async function call(proxy: FaultProxy, path: string, apply?: Readonly<Record<string, string>>): Promise<Answer> {
  const name = path.split('/').at(-1)?.split('?')[0];
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: apply };
  const request = { method: 'PATCH', headers: { 'content-type': 'application/apply-patch+yaml' }, body: JSON.stringify(manifest) };
  const response = await fetch(`${proxy.url}${path}`, apply === undefined ? {} : request);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

clusterTest('passes requests with the credentials of the kubeconfig and counts them by verb and resource', async (plane) => {
  const proxy = await open(plane.kubeconfig);
  expect((await call(proxy, `${PATH}/counted?fieldManager=test`, { a: '1' })).status).toBe(201);
  expect((await call(proxy, `${PATH}/counted`)).body.data).toEqual({ a: '1' });
  expect(proxy.counts()).toEqual({ 'apply configmaps': 1, 'get configmaps': 1 });
  expect(proxy.requests[0]).toMatchObject({ namespace: 'default', name: 'counted', status: 201 });
  const asNobody = await open(plane.kubeconfigs.nobody);
  expect((await call(asNobody, `${PATH}/counted`)).status).toBe(403);
});

clusterTest('a lost answer leaves the write done, a reset leaves it undone', async (plane) => {
  const proxy = await open(plane.kubeconfig);
  const remove = proxy.inject({ when: ({ verb, name }) => verb === 'apply' && name === 'lost', fault: { do: 'lose-answer' } });
  await expect(call(proxy, `${PATH}/lost?fieldManager=test`, { a: '1' })).rejects.toThrow('fetch failed');
  remove();
  expect((await call(proxy, `${PATH}/lost`)).status).toBe(200);
  proxy.inject({ when: ({ name }) => name === 'never', fault: { do: 'reset' } });
  await expect(call(proxy, `${PATH}/never?fieldManager=test`, { a: '1' })).rejects.toThrow('fetch failed');
  expect((await call(proxy, `${PATH}/never`)).status).toBe(404);
});

clusterTest('answers in the place of the server as often as told', async (plane) => {
  const proxy = await open(plane.kubeconfig);
  const fault = { do: 'answer', code: 429, reason: 'TooManyRequests', headers: { 'retry-after': '1' } } as const;
  proxy.inject({ when: ({ verb }) => verb === 'list', fault, times: 2 });
  const codes = [];
  for (let turn = 0; turn < 3; turn += 1) codes.push((await call(proxy, PATH)).status);
  expect(codes).toEqual([429, 429, 200]);
});

clusterTest('rewrites what is stored, as a webhook does, or only what is answered', async (plane) => {
  const proxy = await open(plane.kubeconfig);
  const change = (body: unknown): unknown => ({ ...(body as object), data: { a: 'rewritten' } });
  proxy.inject({ when: ({ verb }) => verb === 'apply', fault: { do: 'rewrite-request', change } });
  expect((await call(proxy, `${PATH}/webhook?fieldManager=test`, { a: '1' })).body.data).toEqual({ a: 'rewritten' });
  expect((await call(proxy, `${PATH}/webhook`)).body.data).toEqual({ a: 'rewritten' });
  await call(proxy, `${PATH}/webhook?fieldManager=test`, { a: '1' });
  proxy.inject({ when: ({ verb }) => verb === 'get', fault: { do: 'rewrite-answer', change } });
  expect((await call(proxy, `${PATH}/webhook`)).body.data).toEqual({ a: 'rewritten' });
  expect((await call(proxy, `${PATH}/webhook`)).body.data).toEqual({ a: '1' });
});

clusterTest('holds a request until it is let go', async (plane) => {
  const proxy = await open(plane.kubeconfig);
  const gate = Promise.withResolvers<void>();
  proxy.inject({ when: ({ verb }) => verb === 'list', fault: { do: 'hold', until: gate.promise } });
  const held = call(proxy, PATH);
  await call(proxy, `${PATH}/other-request`);
  await expect.poll(() => proxy.count(({ status }) => status === undefined)).toBe(1);
  gate.resolve();
  expect((await held).status).toBe(200);
});

clusterTest('cuts a watch after the events asked for', async (plane) => {
  const proxy = await open(plane.kubeconfig);
  const { resourceVersion } = (await call(proxy, `${PATH}?limit=1`)).body.metadata;
  proxy.inject({ when: ({ verb }) => verb === 'watch', fault: { do: 'cut-watch', after: 2 } });
  const watch = await fetch(`${proxy.url}${PATH}?watch=1&resourceVersion=${resourceVersion}`);
  for (const value of ['1', '2', '3']) await call(proxy, `${PATH}/watched?fieldManager=test`, { a: value });
  expect((await watch.text()).split('\n').filter((line) => line !== '')).toHaveLength(2);
  expect(await proxy.answered(({ verb }) => verb === 'watch')).toMatchObject({ status: 200 });
});
