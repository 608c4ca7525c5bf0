import { expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { pauselessClock } from '../../test/support/pauseless-clock.ts';
import { failure, json, startServer } from '../../test/support/stand-in-server.ts';
import { testClient } from '../../test/support/test-client.ts';
import { rejection } from '../../test/support/rejection.ts';
import { CONFIG_MAP, DEPLOYMENT, NAMESPACE } from '../kernel/builtin-types.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { RequestReport } from './api-calls.ts';

const MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'ns' }, data: { x: '1' } };
const LIVE = { ...MAP, metadata: { ...MAP.metadata, uid: 'u', resourceVersion: '5', creationTimestamp: '2026-01-01T00:00:00Z' } };
const KEY = { namespace: 'ns', name: 'a' };

test('every verb has its method, path, query, media type and body', async () => {
  const server = await startServer((request, response) => json(response, request.method === 'PATCH' ? 201 : 200, LIVE));
  const api = testClient(server.url, { fieldManager: 'maia-cli' });
  await api.get(CONFIG_MAP, KEY);
  await api.get(DEPLOYMENT, KEY, { subresource: 'scale' });
  await api.create(CONFIG_MAP, MAP);
  expect(await api.apply(CONFIG_MAP, MAP, { fieldManager: 'op', force: true, dryRun: true })).toEqual({ object: LIVE, created: true });
  await api.apply(DEPLOYMENT, MAP, { fieldManager: 'op', subresource: 'status', fieldValidation: 'Warn' });
  await api.patch(CONFIG_MAP, KEY, { type: 'merge', body: { data: null } });
  await api.patch(CONFIG_MAP, KEY, { type: 'json', operations: [{ op: 'remove', path: '/data' }] }, { fieldManager: 'other' });
  await api.replace(DEPLOYMENT, LIVE, { subresource: 'status' });
  await api.remove(CONFIG_MAP, KEY, { uid: 'u', resourceVersion: '5', propagation: 'Foreground', dryRun: true, gracePeriodSeconds: 0 });
  await api.remove(CONFIG_MAP, KEY);
  const maps = '/api/v1/namespaces/ns/configmaps';
  const deployments = '/apis/apps/v1/namespaces/ns/deployments';
  expect(
    server.requests.map(({ method, url, headers, body }) => [
      method,
      url,
      headers['content-type'],
      body === '' ? undefined : JSON.parse(body),
    ]),
  ).toEqual([
    ['GET', `${maps}/a`, undefined, undefined],
    ['GET', `${deployments}/a/scale`, undefined, undefined],
    ['POST', `${maps}?fieldManager=maia-cli&fieldValidation=Strict`, 'application/json', MAP],
    ['PATCH', `${maps}/a?fieldManager=op&fieldValidation=Strict&dryRun=All&force=true`, 'application/apply-patch+yaml', MAP],
    ['PATCH', `${deployments}/a/status?fieldManager=op&fieldValidation=Warn`, 'application/apply-patch+yaml', MAP],
    ['PATCH', `${maps}/a?fieldManager=maia-cli`, 'application/merge-patch+json', { data: null }],
    ['PATCH', `${maps}/a?fieldManager=other`, 'application/json-patch+json', [{ op: 'remove', path: '/data' }]],
    ['PUT', `${deployments}/a/status?fieldManager=maia-cli`, 'application/json', LIVE],
    [
      'DELETE',
      `${maps}/a`,
      'application/json',
      {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Foreground',
        preconditions: { uid: 'u', resourceVersion: '5' },
        dryRun: ['All'],
        gracePeriodSeconds: 0,
      },
    ],
    ['DELETE', `${maps}/a`, 'application/json', { kind: 'DeleteOptions', apiVersion: 'v1' }],
  ]);
  expect(server.requests[0]?.headers).toMatchObject({ accept: 'application/json', 'user-agent': 'test/1' });
  expect(server.requests[0]?.headers).not.toHaveProperty('accept-encoding');
});

test('a page of a list: items get apiVersion and kind, the selectors go along', async () => {
  const page = {
    kind: 'DeploymentList',
    apiVersion: 'apps/v1',
    metadata: { resourceVersion: '9', continue: 'next' },
    items: [{ metadata: { name: 'a' } }],
  };
  const server = await startServer((_, response, index) =>
    json(response, 200, index === 0 ? page : { metadata: { resourceVersion: '9', continue: '' }, items: null }),
  );
  const api = testClient(server.url);
  const options = {
    labelSelector: 'a in (b,c)',
    fieldSelector: 'type!=x',
    limit: 500,
    continue: 'c=',
    resourceVersion: '0',
    resourceVersionMatch: 'NotOlderThan',
  } as const;
  expect(await api.list(DEPLOYMENT, options)).toEqual({
    items: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } }],
    resourceVersion: '9',
    continue: 'next',
  });
  expect(await api.list(DEPLOYMENT, { namespace: 'n' })).toEqual({ items: [], resourceVersion: '9' });
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/apis/apps/v1/deployments?labelSelector=a%20in%20(b%2Cc)&fieldSelector=type!%3Dx&limit=500&continue=c%3D&resourceVersion=0&resourceVersionMatch=NotOlderThan',
    '/apis/apps/v1/namespaces/n/deployments',
  ]);
});

test('a table of a collection and of one object', async () => {
  const table = {
    kind: 'Table',
    metadata: { resourceVersion: '3' },
    columnDefinitions: [{ name: 'Name', type: 'string', priority: 0 }],
    rows: null,
  };
  const server = await startServer((_, response, index) => json(response, 200, index < 2 ? table : LIVE));
  const api = testClient(server.url);
  expect(await api.table(NAMESPACE)).toEqual({ columnDefinitions: table.columnDefinitions, rows: [], resourceVersion: '3' });
  await api.table(CONFIG_MAP, { namespace: 'ns', name: 'a', limit: 5 });
  await expect(api.table(NAMESPACE)).rejects.toMatchObject({ reason: 'Garbage' });
  expect(server.requests.map(({ url, headers }) => [url, headers.accept]).slice(0, 2)).toEqual([
    ['/api/v1/namespaces?includeObject=Object', 'application/json;as=Table;v=v1;g=meta.k8s.io'],
    ['/api/v1/namespaces/ns/configmaps/a?includeObject=Object', 'application/json;as=Table;v=v1;g=meta.k8s.io'],
  ]);
});

test('raw gives JSON, text or nothing', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/readyz?verbose=1&x=2') response.end('ok');
    else if (request.method === 'POST') json(response, 201, JSON.parse(request.body));
    else response.writeHead(204).end();
  });
  const api = testClient(server.url);
  expect(await api.raw('GET', '/readyz?verbose=1', { query: { x: '2' } })).toBe('ok');
  expect(await api.raw('POST', '/reviews', { body: { a: 1 } })).toEqual({ a: 1 });
  expect(await api.raw('DELETE', '/x')).toBeUndefined();
});

test('a name or namespace that is missing is told before anything is sent', async () => {
  const server = await startServer((_, response) => json(response, 200, LIVE));
  const api = testClient(server.url);
  await expect(api.get(CONFIG_MAP, { name: 'a' })).rejects.toMatchObject({
    reason: 'BadRequest',
    message: 'ConfigMap/a: a namespace is needed',
  });
  await expect(api.remove(CONFIG_MAP, { namespace: 'n', name: '' })).rejects.toThrow('a name is needed');
  await expect(api.create(CONFIG_MAP, { ...MAP, metadata: { name: 'a' } })).rejects.toThrow('a namespace is needed');
  expect(server.requests).toEqual([]);
});

test('an answer that is no JSON object is Garbage, whatever the status says', async () => {
  const server = await startServer((_, response, index) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(['<html>', '{"a":', '[]'][index]),
  );
  const api = testClient(server.url);
  for (const size of [6, 5, 2]) {
    await expect(api.get(CONFIG_MAP, KEY)).rejects.toMatchObject({
      reason: 'Garbage',
      message: `the server answered 200 with something that is not a JSON object (text/html, ${size} bytes)`,
    });
  }
});

test('429 with Retry-After is waited for and repeated, a POST too; after ten times it is told', async () => {
  const server = await startServer((_, response, index) =>
    index !== 2 ? failure(response, 429, 'TooManyRequests', 'slow down', { 'Retry-After': '7' }) : json(response, 201, LIVE),
  );
  const clock = pauselessClock();
  const api = testClient(server.url, { clock });
  await api.create(CONFIG_MAP, MAP);
  expect(server.requests.map(({ body }) => body)).toEqual(Array.from({ length: 3 }, () => JSON.stringify(MAP)));
  expect(clock.pauses).toEqual([7000, 7000]);
  await expect(api.get(CONFIG_MAP, KEY)).rejects.toMatchObject({ reason: 'TooManyRequests', code: 429, retryAfterMs: 7000 });
  expect(server.requests.length).toBe(3 + 11);
});

test('503 with Retry-After is repeated for idempotent verbs only', async () => {
  const server = await startServer((_, response, index) =>
    index === 1 ? json(response, 200, LIVE) : failure(response, 503, 'ServiceUnavailable', 'starting', { 'Retry-After': '1' }),
  );
  const api = testClient(server.url, { clock: pauselessClock() });
  await api.apply(CONFIG_MAP, MAP, { fieldManager: 'x' });
  await expect(api.patch(CONFIG_MAP, KEY, { type: 'merge', body: {} })).rejects.toMatchObject({ code: 503 });
  expect(server.requests.length).toBe(3);
});

test.each<[string, number]>([
  ['get', 4],
  ['apply', 4],
  ['replace', 4],
  ['remove', 4],
  ['create', 1],
  ['patch', 1],
])('a connection that breaks: %s is sent %i times', async (verb, times) => {
  const server = await startServer((_, response) => response.socket?.resetAndDestroy());
  const clock = pauselessClock();
  const api = testClient(server.url, { clock, random: () => 0.5 });
  const call = {
    get: async () => await api.get(CONFIG_MAP, KEY),
    apply: async () => await api.apply(CONFIG_MAP, MAP, { fieldManager: 'x' }),
    replace: async () => await api.replace(CONFIG_MAP, LIVE),
    remove: async () => await api.remove(CONFIG_MAP, KEY),
    create: async () => await api.create(CONFIG_MAP, MAP),
    patch: async () => await api.patch(CONFIG_MAP, KEY, { type: 'merge', body: {} }),
  }[verb];
  await expect(call?.()).rejects.toMatchObject({ reason: 'Unreachable', networkCode: 'ECONNRESET' });
  expect(server.requests.length).toBe(times);
  expect(clock.pauses).toEqual(times === 1 ? [] : [100, 200, 400]);
});

test('an answer that is cut is asked for again', async () => {
  const server = await startServer((_, response, index) => {
    if (index > 0) {
      json(response, 200, LIVE);
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('{"kind":"ConfigMap"', () => response.socket?.destroy());
  });
  expect(await testClient(server.url, { clock: pauselessClock() }).get(CONFIG_MAP, KEY)).toEqual(LIVE);
});

test('an abort ends the pause before a retry', async () => {
  const server = await startServer((_, response) => failure(response, 429, 'TooManyRequests', '', { 'Retry-After': '50' }));
  const controller = new AbortController();
  const clock = fakeClock();
  const failed = rejection(testClient(server.url, { clock }).get(CONFIG_MAP, KEY, { signal: controller.signal }));
  while (clock.untilNext() !== 50_000) await clock.advanceAsync(0);
  controller.abort(new Error('enough'));
  expect(await failed).toMatchObject({ message: 'enough' });
  expect(clock.pending()).toBe(0);
  expect(server.requests.length).toBe(1);
});

/** Gives `token-1`, and after each renewal the next one. */
function countingCredentials(renewals: number): Credentials {
  let current: Credential = { authorization: 'Bearer token-1' };
  let count = 1;
  return {
    current: () => current,
    async renew(rejected) {
      if (rejected !== current) return true;
      if (count > renewals) return false;
      count += 1;
      current = { authorization: `Bearer token-${count}` };
      return true;
    },
    close: () => {},
  };
}

test('a 401 renews the credential once and asks again, for any verb', async () => {
  const server = await startServer((request, response) =>
    request.headers.authorization === 'Bearer token-2' ? json(response, 201, LIVE) : failure(response, 401, 'Unauthorized', 'Unauthorized'),
  );
  await testClient(server.url, { credentials: countingCredentials(1) }).create(CONFIG_MAP, MAP);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
});

test('a credential that cannot be renewed, or is refused again, is told', async () => {
  const server = await startServer((_, response) => failure(response, 401, 'Unauthorized', 'Unauthorized'));
  await expect(testClient(server.url, { credentials: countingCredentials(0) }).get(CONFIG_MAP, KEY)).rejects.toMatchObject({
    reason: 'Unauthorized',
    code: 401,
  });
  expect(server.requests.length).toBe(1);
  await expect(testClient(server.url, { credentials: countingCredentials(9) }).get(CONFIG_MAP, KEY)).rejects.toMatchObject({ code: 401 });
  expect(server.requests.length).toBe(3);
});

test('impersonation: one header for each group, keys escaped', async () => {
  const server = await startServer((_, response) => json(response, 200, LIVE));
  const impersonate = { user: 'jänε', uid: '7', groups: ['a', 'b'], extra: { 'Team/x': ['y'] } };
  await testClient(server.url, { impersonate }).get(CONFIG_MAP, KEY);
  const raw = server.requests[0]?.rawHeaders ?? [];
  const sent = raw.flatMap((name, index) =>
    index % 2 === 0 && name.startsWith('Impersonate') ? [[name, Buffer.from(raw[index + 1] ?? '', 'latin1').toString()]] : [],
  );
  expect(sent).toEqual([
    ['Impersonate-User', 'jänε'],
    ['Impersonate-Uid', '7'],
    ['Impersonate-Group', 'a'],
    ['Impersonate-Group', 'b'],
    ['Impersonate-Extra-team%2Fx', 'y'],
  ]);
});

test('warnings and requests are reported; a URL shows no key', async () => {
  const server = await startServer((_, response) => json(response, 200, LIVE, { Warning: ['299 - "one, two"', '299 - "three"'] }));
  const warnings: string[] = [];
  const reports: RequestReport[] = [];
  const url = server.url.replace('//', '//me:secret@');
  const api = testClient(url, { onWarning: (text) => warnings.push(text), onRequest: (report) => reports.push(report) });
  await api.raw('DELETE', '/api/v1/namespaces/n/services/s:80/proxy/admin/apikeys/mk_0123456789abcdef', { query: { key: 'secret' } });
  expect(warnings).toEqual(['one, two', 'three']);
  expect(reports).toEqual([
    {
      method: 'DELETE',
      url: `${server.url}/api/v1/namespaces/n/services/s:80/proxy/admin/apikeys/***`,
      status: 200,
      durationMs: expect.any(Number),
    },
  ]);
});
