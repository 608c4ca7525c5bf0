import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { failure, startServer } from '../../test/support/stand-in-server.ts';
import { testClient } from '../../test/support/test-client.ts';
import { rejection } from '../../test/support/rejection.ts';
import { CONFIG_MAP } from '../kernel/builtin-types.ts';
import type { WatchEvent } from './kube-api.ts';
import { watchStream } from './watch-stream.ts';

function event(type: string, name: string, more: object = {}): string {
  return `${JSON.stringify({ type, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, resourceVersion: '1', ...more } } })}\n`;
}

function bookmark(resourceVersion: string, annotations?: object): string {
  return `${JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion, annotations } } })}\n`;
}

/** A server whose streams `write` gets; what it writes arrives in the pieces it writes. */
async function watchServer(
  write: (response: ServerResponse) => void,
): Promise<{ readonly url: string; readonly urls: () => readonly string[] }> {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    write(response);
  });
  return { url: server.url, urls: () => server.requests.map(({ url }) => url) };
}

async function collect(events: AsyncIterable<WatchEvent>): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const item of events)
    seen.push(item.type === 'BOOKMARK' ? `${item.resourceVersion} ${item.initialEventsEnd}` : `${item.type} ${item.object.metadata.name}`);
  return seen;
}

test('events and bookmarks until the server ends the stream; the query asks for what was wanted', async () => {
  const server = await watchServer((response) => {
    response.write(event('ADDED', 'a') + bookmark('7', { 'k8s.io/initial-events-end': 'true' }) + event('MODIFIED', 'a'));
    response.end(`${bookmark('9')}${event('DELETED', 'a')}`);
  });
  const options = {
    namespace: 'n',
    labelSelector: 'a=b',
    fieldSelector: 'x!=y',
    resourceVersion: '5',
    timeoutSeconds: 290,
    sendInitialEvents: true,
  };
  expect(await collect(testClient(server.url).watch(CONFIG_MAP, options))).toEqual([
    'ADDED a',
    '7 true',
    'MODIFIED a',
    '9 false',
    'DELETED a',
  ]);
  await collect(testClient(server.url).watch(CONFIG_MAP, {}));
  expect(server.urls()).toEqual([
    '/api/v1/namespaces/n/configmaps?watch=true&allowWatchBookmarks=true&labelSelector=a%3Db&fieldSelector=x!%3Dy&resourceVersion=5&timeoutSeconds=290&sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
    '/api/v1/configmaps?watch=true&allowWatchBookmarks=true',
  ]);
});

test('a slow drip of single bytes tears no character', async () => {
  const bytes = Buffer.from(event('ADDED', 'zażółć-🦜'));
  const server = await watchServer((response) => {
    response.socket?.setNoDelay(true);
    const drip = (index: number): void => {
      if (index === bytes.length) response.end();
      else response.write(bytes.subarray(index, index + 1), () => setImmediate(drip, index + 1));
    };
    drip(0);
  });
  expect(await collect(testClient(server.url).watch(CONFIG_MAP, {}))).toEqual(['ADDED zażółć-🦜']);
});

test.each<[string, string, object]>([
  [
    'an ERROR event',
    `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } })}\n`,
    { reason: 'Expired', code: 410, message: 'too old' },
  ],
  ['a line that is no JSON', '<html>\n', { reason: 'Garbage', message: 'the server sent a line that is not JSON in a watch' }],
  ['a line that is no event', '{"kind":"ConfigMap"}\n', { reason: 'Garbage' }],
  ['an unknown event', event('RENAMED', 'a'), { reason: 'Garbage' }],
  [
    'half a line',
    event('ADDED', 'b').slice(0, 30),
    { reason: 'Garbage', message: 'the server sent the beginning of an event and no end in a watch' },
  ],
])('%s ends the watch after the events before it', async (_, text, expected) => {
  const server = await watchServer((response) => response.end(event('ADDED', 'a') + text));
  const seen: string[] = [];
  const read = async (): Promise<void> => {
    for await (const item of testClient(server.url).watch(CONFIG_MAP, {})) seen.push(item.type);
  };
  await expect(read()).rejects.toMatchObject(expected);
  expect(seen).toEqual(['ADDED']);
});

test('an HTTP error is the ApiError of its body; the watch is not repeated', async () => {
  const server = await startServer((_, response) => failure(response, 429, 'TooManyRequests', 'later', { 'Retry-After': '1' }));
  await expect(collect(testClient(server.url).watch(CONFIG_MAP, {}))).rejects.toMatchObject({
    reason: 'TooManyRequests',
    message: 'later',
    retryAfterMs: 1000,
  });
  expect(server.requests.length).toBe(1);
});

test('a stream that is cut is Unreachable', async () => {
  const server = await watchServer((response) => response.write(event('ADDED', 'a'), () => response.socket?.resetAndDestroy()));
  await expect(collect(testClient(server.url).watch(CONFIG_MAP, {}))).rejects.toMatchObject({
    reason: 'Unreachable',
    networkCode: 'ECONNRESET',
  });
});

test('silence for longer than the idle time-out is Timeout; every byte starts it anew', async () => {
  const clock = fakeClock();
  let stream: ServerResponse | undefined;
  const server = await watchServer((response) => {
    stream = response;
    response.write(event('ADDED', 'a'));
  });
  const events = testClient(server.url, { clock }).watch(CONFIG_MAP, { idleTimeoutMs: 1000, timeoutMs: 0 })[Symbol.asyncIterator]();
  await events.next();
  const second = events.next();
  await clock.advanceAsync(900);
  stream?.write(event('ADDED', 'b'));
  await second;
  const third = rejection(events.next());
  await clock.advanceAsync(900);
  expect(clock.pending()).toBe(1);
  await clock.advanceAsync(200);
  expect(await third).toMatchObject({ reason: 'Timeout' });
  expect(clock.pending()).toBe(0);
});

test('a consumer that is slow does not count as silence', async () => {
  const clock = fakeClock();
  const server = await watchServer((response) => response.write(event('ADDED', 'a') + event('ADDED', 'b')));
  const events = testClient(server.url, { clock }).watch(CONFIG_MAP, { idleTimeoutMs: 1000, timeoutMs: 0 })[Symbol.asyncIterator]();
  await events.next();
  await clock.advanceAsync(5000);
  expect((await events.next()).value).toMatchObject({ object: { metadata: { name: 'b' } } });
  await events.return?.();
});

test('an abort ends it at once: before the answer, while waiting, and between events that are here already', async () => {
  const silent = await startServer(() => {});
  const before = new AbortController();
  const first = rejection(collect(testClient(silent.url).watch(CONFIG_MAP, { signal: before.signal })));
  while (silent.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  before.abort(new Error('enough'));
  expect(await first).toMatchObject({ message: 'enough' });

  const server = await watchServer((response) => response.write(event('ADDED', 'a') + event('ADDED', 'b')));
  const waiting = new AbortController();
  const events = testClient(server.url).watch(CONFIG_MAP, { signal: waiting.signal })[Symbol.asyncIterator]();
  await events.next();
  await events.next();
  const third = rejection(events.next());
  waiting.abort(new Error('enough'));
  expect(await third).toMatchObject({ message: 'enough' });

  const between = new AbortController();
  const seen: string[] = [];
  const read = async (): Promise<void> => {
    for await (const item of testClient(server.url).watch(CONFIG_MAP, { signal: between.signal })) {
      seen.push(item.type);
      between.abort(new Error('enough'));
    }
  };
  await expect(read()).rejects.toThrow('enough');
  expect(seen).toEqual(['ADDED']);
});

test('leaving the loop closes the connection', async () => {
  let closed: Promise<void> | undefined;
  const server = await watchServer((response) => {
    closed = new Promise((resolve) => response.on('close', () => resolve()));
    response.write(event('ADDED', 'a'));
  });
  for await (const item of testClient(server.url).watch(CONFIG_MAP, {})) {
    expect(item.type).toBe('ADDED');
    break;
  }
  await closed;
});

test('a consumer that does not read holds the server back', async () => {
  const line = event('ADDED', 'x'.repeat(10_000));
  const server = { written: 0, most: 50_000_000 };
  const { url } = await watchServer((response) => {
    const write = (): void => {
      while (server.written < server.most && response.write(line)) server.written += line.length;
      if (server.written < server.most) response.once('drain', write);
    };
    write();
  });
  const events = testClient(url).watch(CONFIG_MAP, {})[Symbol.asyncIterator]();
  await events.next();
  // Until the server has not got rid of a byte for 200 turns of the event loop.
  let quiet = 0;
  while (quiet < 200 && server.written < server.most) {
    const before = server.written;
    await new Promise((resolve) => setImmediate(resolve));
    quiet = server.written === before ? quiet + 1 : 0;
  }
  expect(server.written).toBeLessThan(server.most);
  await events.return?.();
});

test('a stream that always has more to read lets the event loop turn', async () => {
  const clock = fakeClock();
  const line = Buffer.from(event('ADDED', 'a'));
  const endless = new Readable({ read: () => endless.push(line) });
  const answer = { status: 200, headers: {}, credential: {}, stream: endless as unknown as IncomingMessage };
  const calls = { open: () => Promise.resolve(answer), send: () => Promise.reject(new Error('nothing is sent')) };
  const server = new URL('http://127.0.0.1');
  let hasTurned = false;
  setImmediate(() => (hasTurned = true));
  let seen = 0;
  for await (const item of watchStream({ calls, clock, server }, { method: 'GET', path: '/', accept: '', idempotent: true })) {
    expect(item.type).toBe('ADDED');
    clock.advance(1);
    seen += 1;
    if (hasTurned || seen === 1_000) break;
  }
  expect(hasTurned).toBe(true);
});
