import { expect, test } from 'vitest';
import { expired } from '../failures/common-failures.ts';
import { openFront } from '../../../test/support/sandbox-front.ts';

const NOTES = '/api/v1/namespaces/default/notes';
const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';

function widget(name: string, spec: object = {}): object {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec };
}

test('creates, reads, changes and deletes an object', async () => {
  const { client } = await openFront();
  expect(await client.request('POST', NOTES, { body: { metadata: { name: 'a' }, data: { x: '1' } } })).toMatchObject({
    status: 201,
    json: { kind: 'Note', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } },
  });
  expect(await client.request('GET', `${NOTES}/a`)).toMatchObject({ status: 200, json: { data: { x: '1' } } });
  const patch = { type: 'application/merge-patch+json', body: { data: { x: '2' } } };
  expect(await client.request('PATCH', `${NOTES}/a`, patch)).toMatchObject({ status: 200, json: { data: { x: '2' } } });
  expect(await client.request('PUT', `${NOTES}/a`, { body: { metadata: { name: 'a' }, data: { x: '3' } } })).toMatchObject({ status: 200 });
  expect(await client.request('DELETE', `${NOTES}/a`)).toMatchObject({
    status: 200,
    json: { kind: 'Status', status: 'Success', details: { name: 'a', kind: 'notes' } },
  });
  expect(await client.request('GET', `${NOTES}/a`)).toMatchObject({ status: 404, json: { reason: 'NotFound' } });
});

test('items of a list leave kind and version to it, except those of custom resources', async () => {
  const { client } = await openFront();
  await client.request('POST', NOTES, { body: { metadata: { name: 'a' } } });
  await client.request('POST', WIDGETS, { body: widget('w') });
  expect((await client.request('GET', NOTES)).json).toMatchObject({ kind: 'NoteList', items: [{ metadata: { name: 'a' } }] });
  expect((await client.request('GET', NOTES)).json).not.toMatchObject({ items: [{ kind: 'Note' }] });
  expect((await client.request('GET', WIDGETS)).json).toMatchObject({ kind: 'WidgetList', items: [{ kind: 'Widget' }] });
});

test('a Table has the columns of the type, and metadata with each row', async () => {
  const { client } = await openFront();
  await client.request('POST', WIDGETS, { body: widget('w', { color: 'red' }) });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { json } = await client.request('GET', WIDGETS, { accept });
  expect(json).toMatchObject({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    columnDefinitions: [{ name: 'Name', format: 'name' }, { name: 'Color' }, { name: 'Age', type: 'date' }],
    rows: [{ cells: ['w', 'red', '0s'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'w' } } }],
  });
});

test('a watch tells what is there and what comes, and ends when its time is up', async () => {
  const { client, clock } = await openFront();
  await client.request('POST', NOTES, { body: { metadata: { name: 'a' } } });
  const events = client.lines(`${NOTES}?watch=1&timeoutSeconds=30`);
  expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { kind: 'Note', metadata: { name: 'a' } } });
  await client.request('POST', NOTES, { body: { metadata: { name: 'b' } } });
  expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
  await client.request('DELETE', `${NOTES}/b`);
  expect((await events.next()).value).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'b' } } });
  clock.advance(30_000);
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

test('a watch gets a bookmark every minute and one before its end', async () => {
  const { client, clock } = await openFront();
  const { metadata } = (await client.request('GET', NOTES)).json as { metadata: { resourceVersion: string } };
  const events = client.lines(`${NOTES}?watch=1&timeoutSeconds=90&allowWatchBookmarks=true&resourceVersion=${metadata.resourceVersion}`);
  const first = events.next();
  await expect.poll(() => clock.pending()).toBe(3);
  await client.request('POST', '/api/v1/namespaces', { body: { metadata: { name: 'other' } } });
  clock.advance(60_000);
  const bookmark = { type: 'BOOKMARK', object: { kind: 'Note', apiVersion: 'v1', metadata: { resourceVersion: expect.any(String) } } };
  expect((await first).value).toEqual(bookmark);
  clock.advance(28_000);
  expect((await events.next()).value).toEqual(bookmark);
  clock.advance(2_000);
  expect((await events.next()).done).toBe(true);
  expect(clock.pending()).toBe(0);
});

test('a version that is too old is told inside the stream', async () => {
  const { client, objects } = await openFront();
  objects.watch = () => {
    throw expired('too old resource version: 1 (5)');
  };
  expect(await client.request('GET', `${NOTES}?watch=1&resourceVersion=1`)).toMatchObject({
    status: 200,
    json: { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 1 (5)' } },
  });
});

test('wrong credentials are a 401, missing rights a 403', async () => {
  const front = await openFront();
  const [wrong, nobody] = [await front.as('wrong'), await front.as('no')];
  expect(await wrong.request('GET', NOTES)).toMatchObject({ status: 401, json: { message: 'Unauthorized', reason: 'Unauthorized' } });
  expect(await nobody.request('GET', NOTES)).toMatchObject({
    status: 403,
    json: { reason: 'Forbidden', message: 'forbidden: User "nobody" cannot do it', details: { kind: 'notes' } },
  });
});

test('a body that is too large is a 413', async () => {
  const { client } = await openFront();
  const body = { metadata: { name: 'big' }, data: { x: 'x'.repeat(3_200_000) } };
  expect(await client.request('POST', NOTES, { body })).toMatchObject({
    status: 413,
    json: { message: 'Request entity too large: limit is 3145728', reason: 'RequestEntityTooLarge' },
  });
});

test('what is thrown by mistake is a 500 that names it, and the server goes on', async () => {
  const { client, objects } = await openFront();
  objects.list = () => {
    throw new TypeError('boom');
  };
  expect(await client.request('GET', NOTES)).toMatchObject({ status: 500, json: { message: 'Internal error occurred: boom' } });
  expect((await client.request('GET', '/healthz')).text).toBe('ok');
});

test('every request is told to the journal', async () => {
  const told: string[] = [];
  const journal = {
    record: ({ info, requester, code }: { info: { path: string }; requester?: { name: string } | undefined; code: number }) => {
      told.push(`${requester?.name ?? ''} ${info.path} ${String(code)}`);
    },
  };
  const { client } = await openFront({ journal });
  await client.request('GET', `${NOTES}/none`);
  await client.request('GET', '/version');
  expect(told).toEqual(['aistack-sandbox-admin /api/v1/namespaces/default/notes/none 404', 'aistack-sandbox-admin /version 200']);
});

test('closing ends watches and lets the port go', async () => {
  const { client, server } = await openFront();
  const events = client.lines(`${NOTES}?watch=1`);
  const next = events.next();
  await expect.poll(async () => (await client.request('GET', '/readyz')).status).toBe(200);
  await server.close();
  const ended = next.then(
    ({ done }) => done,
    () => true,
  );
  await expect(ended).resolves.toBe(true);
});
