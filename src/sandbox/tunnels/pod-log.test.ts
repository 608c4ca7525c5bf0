import { get, type IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startedContainer, type TestContainer } from '../../../test/support/started-container.ts';
import { startTunnelServer, type TunnelServer } from '../../../test/support/tunnel-server.ts';

async function server(): Promise<TunnelServer> {
  const started = await startTunnelServer();
  onTestFinished(async () => started.close());
  return started;
}

async function log({ url }: TunnelServer, pod: string, query = ''): Promise<readonly [number, string]> {
  const answer = await fetch(`${url}/api/v1/namespaces/default/pods/${pod}/log${query}`);
  const text = await answer.text();
  return [answer.status, answer.ok ? text : (JSON.parse(text) as { readonly message: string }).message];
}

function waiting(reason?: string): { readonly status: Readonly<Record<string, unknown>>; readonly containers: readonly string[] } {
  const state = reason === undefined ? {} : { waiting: { reason } };
  return { containers: ['main'], status: { containerStatuses: [{ name: 'main', state }] } };
}

const WHERE = 'container "main" in pod "p"';

test.for([
  ['ContainerCreating', `${WHERE} is waiting to start: ContainerCreating`],
  ['CreateContainerConfigError', `${WHERE} is waiting to start: CreateContainerConfigError`],
  ['ErrImagePull', `${WHERE} is waiting to start: image can't be pulled`],
  ['ImagePullBackOff', `${WHERE} is waiting to start: trying and failing to pull image`],
  [undefined, `${WHERE} is waiting to start - no logs yet`],
] as const)('a container that waits (%s)', async ([reason, message]) => {
  const served = await server();
  served.addPod('p', [], waiting(reason));
  expect(await log(served, 'p')).toEqual([400, message]);
});

test('a container of which nothing is known yet', async () => {
  const served = await server();
  served.addPod('p', [], { containers: ['main'] });
  expect(await log(served, 'p')).toEqual([400, `${WHERE} is not available`]);
});

test('the log of the run before', async () => {
  const served = await server();
  const before = startedContainer('main');
  before.log.write('earlier');
  const now = startedContainer('main', { previousLog: before.log });
  now.log.write('later');
  served.addPod('p', [now]);
  served.addPod('q', [startedContainer('main')]);
  expect(await log(served, 'p', '?previous=true')).toEqual([200, 'earlier\n']);
  expect(await log(served, 'q', '?previous=true')).toEqual([400, 'previous terminated container "main" in pod "q" not found']);
});

test('a tail is taken before the time is looked at', async () => {
  const served = await server();
  const main = startedContainer('main');
  main.log.write('a\nb\nc');
  served.addPod('p', [main]);
  expect(await log(served, 'p', '?tailLines=2&sinceSeconds=60')).toEqual([200, 'b\nc\n']);
});

/** Follows a log; gives what has come so far, and whether it is over. */
async function follow({ url }: TunnelServer, query: string): Promise<{ text(): string; over(): boolean; stop(): void }> {
  let text = '';
  let over = false;
  const answer = await new Promise<IncomingMessage>((resolve) =>
    get(`${url}/api/v1/namespaces/default/pods/p/log?follow=true${query}`, resolve),
  );
  answer.setEncoding('utf8');
  answer.on('data', (chunk: string) => {
    text += chunk;
  });
  answer.on('end', () => {
    over = true;
  });
  answer.on('error', () => {});
  return { text: () => text, over: () => over, stop: () => answer.destroy() };
}

async function followed(query = ''): Promise<{ readonly main: TestContainer; readonly reader: Awaited<ReturnType<typeof follow>> }> {
  const served = await server();
  const main = startedContainer('main');
  main.log.write('first');
  served.addPod('p', [main]);
  return { main, reader: await follow(served, query) };
}

test('following gives later lines and ends with the container', async () => {
  const { main, reader } = await followed();
  await expect.poll(reader.text).toBe('first\n');
  main.log.write('second');
  await expect.poll(reader.text).toBe('first\nsecond\n');
  expect(reader.over()).toBe(false);
  main.log.close();
  await expect.poll(reader.over).toBe(true);
});

test('following a log of which nothing is wanted yet begins at once', async () => {
  const { main, reader } = await followed('&tailLines=0');
  main.log.write('second');
  await expect.poll(reader.text).toBe('second\n');
});

test('following ends with the limit', async () => {
  const { main, reader } = await followed('&limitBytes=9');
  main.log.write('second');
  await expect.poll(reader.over).toBe(true);
  expect(reader.text()).toBe('first\nsec');
});
