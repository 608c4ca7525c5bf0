import { onTestFinished, expect, test } from 'vitest';
import { resourcePath } from '../../src/kernel/resource-type.ts';
import { seededFaults } from './watch-faults.ts';
import type { WatchServer, WatchServerOptions } from './watch-server.ts';
import { startWatchServer, WIDGET } from './watch-server.ts';

interface Line {
  readonly type: string;
  readonly object: {
    readonly code?: number;
    readonly metadata: {
      readonly name?: string;
      readonly resourceVersion: string;
      readonly annotations?: Readonly<Record<string, string>>;
    };
  };
}

async function serve(options?: WatchServerOptions): Promise<WatchServer> {
  const server = await startWatchServer(options);
  onTestFinished(server.close);
  return server;
}

interface Page {
  readonly reason?: string;
  readonly metadata: { readonly continue?: string };
  readonly items: readonly Line['object'][];
}

async function pageOf(response: Response): Promise<Page> {
  return (await response.json()) as Page;
}

const at = (server: WatchServer, query: string): string => `${server.url}${resourcePath(WIDGET, {})}?${query}`;
const named = (name: string): { namespace: string; name: string } => ({ namespace: 'default', name });

/** Reads a watch until `lines` lines came or it ended. */
async function watch(server: WatchServer, query: string, lines: number): Promise<readonly Line[]> {
  const controller = new AbortController();
  const response = await fetch(at(server, `watch=true&${query}`), { signal: controller.signal });
  expect(response.status).toBe(200);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.split('\n').length > lines) break;
  }
  controller.abort();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

function shown(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => `${line.type} ${line.object.metadata.name ?? ''}`.trim());
}

test('pages of one list show one version although objects change in between', async () => {
  const server = await serve();
  for (const name of ['a', 'b', 'c']) server.log.create(named(name));
  const before = server.log.version();
  const first = await pageOf(await fetch(at(server, 'limit=2')));
  server.log.remove(named('c'));
  const second = await pageOf(await fetch(at(server, `limit=2&continue=${first.metadata.continue}`)));
  expect([...first.items, ...second.items].map((item) => item.metadata.name)).toEqual(['a', 'b', 'c']);
  expect(second.metadata).toEqual({ resourceVersion: String(before) });
  expect(server.counts).toMatchObject({ lists: 1, listPages: 2 });
});

test('a continue token does not outlive a compaction', async () => {
  const server = await serve();
  for (const name of ['a', 'b']) server.log.create(named(name));
  const first = await pageOf(await fetch(at(server, 'limit=1')));
  server.log.remove(named('a'));
  server.log.compact();
  const second = await fetch(at(server, `limit=1&continue=${first.metadata.continue}`));
  expect([second.status, (await pageOf(second)).reason]).toEqual([410, 'Expired']);
});

test('a watch goes on after the version given, and tells a delete under its own version', async () => {
  const server = await serve();
  const made = server.log.create(named('a'));
  server.log.update(named('a'), { data: 1 });
  server.log.remove(named('a'));
  const lines = await watch(server, `resourceVersion=${made.metadata.resourceVersion}`, 2);
  expect(shown(lines)).toEqual(['MODIFIED a', 'DELETED a']);
  expect(lines[1]?.object.metadata.resourceVersion).toBe(String(server.log.version()));
});

test('a streaming list ends its initial events with the annotated bookmark', async () => {
  const server = await serve();
  server.log.create(named('a'));
  const lines = await watch(server, 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', 2);
  expect(shown(lines)).toEqual(['ADDED a', 'BOOKMARK']);
  expect(lines[1]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
});

test('an old server refuses streaming lists', async () => {
  const server = await serve({ streamingLists: false });
  const response = await fetch(at(server, 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan'));
  expect([response.status, (await pageOf(response)).reason]).toEqual([422, 'Invalid']);
});

test('a forgotten version is refused as a status or as an event', async () => {
  const asStatus = await serve();
  const asEvent = await serve({ expiredAs: 'event' });
  for (const { log } of [asStatus, asEvent]) {
    log.create(named('a'));
    log.compact();
  }
  expect((await fetch(at(asStatus, 'watch=true&resourceVersion=100'))).status).toBe(410);
  const [line] = await watch(asEvent, 'resourceVersion=100', 9);
  expect([line?.type, line?.object.code]).toEqual(['ERROR', 410]);
});

test('bookmarks carry the present version', async () => {
  const server = await serve();
  const lines = watch(server, 'resourceVersion=100&allowWatchBookmarks=true', 1);
  await expect.poll(() => server.openWatches()).toBe(1);
  server.bookmark();
  expect((await lines)[0]).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '100' } } });
});

test('each fault inside a stream comes after the events asked for', async () => {
  const server = await serve();
  for (const name of ['a', 'b', 'c']) server.log.create(named(name));
  const read = async (does: 'cut' | 'truncate' | 'garbage' | 'expired'): Promise<readonly string[]> => {
    server.setFaults(() => ({ after: 2, does }));
    const controller = new AbortController();
    const response = await fetch(at(server, 'watch=true&resourceVersion=100'), { signal: controller.signal });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.includes(']]\n') && text.includes('"c"')) break;
    }
    controller.abort();
    return text.split('\n').filter((line) => line !== '');
  };
  expect(await read('cut')).toHaveLength(2);
  const truncated = await read('truncate');
  expect(truncated).toHaveLength(3);
  expect(() => JSON.parse(truncated[2] ?? '{}') as unknown).toThrow(SyntaxError);
  const garbage = await read('garbage');
  expect(garbage).toHaveLength(4);
  expect(() => JSON.parse(garbage[2] ?? '{}') as unknown).toThrow(SyntaxError);
  expect((await read('expired'))[2]).toContain('"code":410');
  expect(server.counts.faults).toEqual({ cut: 1, truncate: 1, garbage: 1, expired: 1 });
});

test('a reset stream and a stalled one', async () => {
  const server = await serve();
  server.log.create(named('a'));
  server.setFaults(() => ({ after: 0, does: 'reset' }));
  await expect(watch(server, 'resourceVersion=100', 1)).rejects.toThrow(/fetch failed|terminated/);
  server.setFaults(() => ({ after: 0, does: 'stall' }));
  const stalled = await fetch(at(server, 'watch=true&resourceVersion=100'));
  const reader = stalled.body?.getReader();
  const read = reader?.read().then(() => 'data');
  server.log.create(named('b'));
  const other = await fetch(at(server, ''));
  expect(other.status).toBe(200);
  expect(await Promise.race([read, Promise.resolve('nothing')])).toBe('nothing');
  await reader?.cancel();
});

test('requests that are not answered truly', async () => {
  const server = await serve({ retryAfterSeconds: 7 });
  server.setFaults(({ number }) => ({ instead: (['expired', 'throttled', 'error', 'nonsense'] as const)[number - 1] ?? 'reset' }));
  const answers = [];
  for (let turn = 0; turn < 4; turn += 1) answers.push(await fetch(at(server, '')));
  expect(answers.map((answer) => answer.status)).toEqual([410, 429, 500, 502]);
  expect(answers[1]?.headers.get('retry-after')).toBe('7');
  await expect(fetch(at(server, ''))).rejects.toThrow('fetch failed');
});

test('a seeded plan is the same for the same seed', () => {
  const decide = (seed: number): unknown => {
    const plan = seededFaults({ seed });
    return Array.from({ length: 50 }, (_, index) => plan({ kind: index % 3 === 0 ? 'list' : 'watch', number: index }));
  };
  expect(decide(1)).toEqual(decide(1));
  expect(decide(1)).not.toEqual(decide(2));
});
