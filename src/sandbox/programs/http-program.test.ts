import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { fetchInCluster } from './fetch-in-cluster.ts';
import { type HttpHandler, httpProgram } from './http-program.ts';
import type { RunningProgram } from './program.ts';

const POD: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: '' } };

interface Served {
  readonly running: RunningProgram;
  readonly lines: string[];
  readonly abort: AbortController;
  fetch(url: string, init?: Parameters<typeof fetchInCluster>[2]): Promise<Response>;
}

async function serve(handler: HttpHandler, ports?: readonly number[]): Promise<Served> {
  const program = httpProgram({ name: 'test', matches: () => true, start: () => handler, ...(ports === undefined ? {} : { ports }) });
  const lines: string[] = [];
  const abort = new AbortController();
  const container = { name: 'main', image: 'x', command: [], args: [], env: {}, ports: [{ containerPort: 80 }] };
  const refuse = async (): Promise<never> => Promise.reject(new Error('no network'));
  const running = await program.start({
    pod: POD,
    container,
    volumes: [],
    clock: fakeClock(),
    random: () => 0,
    log: (line) => lines.push(line),
    connect: refuse,
    signal: abort.signal,
  });
  const caller = {
    signal: new AbortController().signal,
    connect: async (_host: string, port: number) =>
      running.dial?.(port) ?? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
  };
  return { running, lines, abort, fetch: async (url, init) => fetchInCluster(caller, url, init) };
}

test('a program is asked by HTTP', async () => {
  const { fetch } = await serve({
    handle: async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response
        .writeHead(201, { 'x-mine': ['a', 'b'] })
        .end(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.host ?? ''} ${body}`);
    },
  });
  const answer = await fetch('http://name.ns.svc/path?x=1', { method: 'POST', body: 'sent' });
  expect([answer.status, answer.headers.get('x-mine'), await answer.text()]).toEqual([201, 'a, b', 'POST /path?x=1 name.ns.svc sent']);
});

test('a handler that fails is a 500 and a line of the log', async () => {
  const { fetch, lines } = await serve({ handle: async () => Promise.reject(new Error('broken')) });
  expect((await fetch('http://name/')).status).toBe(500);
  expect(lines).toEqual(['error: broken']);
});

test('an answer without a body', async () => {
  const { fetch } = await serve({ handle: (_request, response) => void response.writeHead(204).end() });
  const answer = await fetch('http://name/');
  expect([answer.status, await answer.text()]).toEqual([204, '']);
});

test('a connection that breaks before the answer is a failure', async () => {
  const { fetch } = await serve({ handle: (request) => void request.socket.destroy() });
  await expect(fetch('http://name/')).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('other ports are refused, and all of them once it is stopped', async () => {
  let stopped = 0;
  const handler: HttpHandler = { handle: (_request, response) => void response.end('ok'), stop: () => void (stopped += 1) };
  const { fetch, abort, running } = await serve(handler, [80, 81]);
  expect(await (await fetch('http://name:81/')).text()).toBe('ok');
  await expect(fetch('http://name:82/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  abort.abort();
  expect([running.dial?.(80), stopped]).toEqual([undefined, 1]);
});

test('readiness is the handler’s', async () => {
  let ready = false;
  const { running } = await serve({ handle: () => {}, ready: () => ready });
  expect(running.ready?.()).toBe(false);
  ready = true;
  expect(running.ready?.()).toBe(true);
});

test('a caller that gives up ends its request', async () => {
  const end = new AbortController();
  const { fetch } = await serve({ handle: () => end.abort(new Error('enough')) });
  await expect(fetch('http://name/', { signal: end.signal })).rejects.toThrow('enough');
});
