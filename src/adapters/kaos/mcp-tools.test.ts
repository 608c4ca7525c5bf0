import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { startHttpTestServer } from '../../../test/support/http-test-server.ts';
import { runtimeRecording } from '../../../test/support/kaos-recording.ts';
import { openServicesAt } from '../../../test/support/open-services-at.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { json, startServer, type Answer, type StandInServer } from '../../../test/support/stand-in-server.ts';
import type { McpTool } from '../../reconcile/kaos/mcp-tools.ts';
import { mcpHandler } from '../../sandbox/stand-ins/kaos/mcp-handler.ts';
import { pythonTools } from '../../sandbox/stand-ins/kaos/python-tools.ts';
import { createMcpTools } from './mcp-tools.ts';

const SERVER = { namespace: 'demo', name: 'mcpserver-tools', port: 80, path: '/mcp' };

async function list(url: string, signal = new AbortController().signal): Promise<readonly McpTool[]> {
  return await createMcpTools({ services: openServicesAt(url) }).list(SERVER, signal);
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly cursor?: string };
}

/** A server that opens session `s1`, and then does with lists what a test wants. */
async function server(onList: (message: Message, ...rest: Parameters<Answer>) => void): Promise<StandInServer> {
  return await startServer((request, response, index) => {
    const message = request.body === '' ? {} : (JSON.parse(request.body) as Message);
    const { id, method } = message;
    if (method === 'initialize') {
      json(response, 200, { jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18' } }, { 'mcp-session-id': `s${String(index)}` });
    } else if (method === 'tools/list') onList(message, request, response, index);
    else response.writeHead(method === undefined ? 405 : 202).end();
  });
}

const result = (id: number | undefined, value: unknown): object => ({ jsonrpc: '2.0', id, result: value });

test('the tools of a server: a session of its own, told that it began and that it is over', async () => {
  const tools = pythonTools('def echo(text: str) -> str:\n    """Say it."""\n    return text\n\ndef bare(a: int):\n    return a\n');
  const seen: string[] = [];
  const handle = mcpHandler({ tools, clock: fakeClock(), random: seededRandom(1) });
  const { close, url } = await startHttpTestServer((request, response) => {
    seen.push(
      `${request.method ?? ''} ${String(request.headers['mcp-session-id']?.length)} ${String(request.headers['mcp-protocol-version'])}`,
    );
    void handle(request, response);
  });
  onTestFinished(close);
  expect(await list(url)).toEqual([{ name: 'echo', description: 'Say it.' }, { name: 'bare' }]);
  expect(seen).toEqual(['POST undefined undefined', 'POST 32 2025-03-26', 'POST 32 2025-03-26', 'DELETE 32 undefined']);
});

test('the recorded answers of a real server are understood', async () => {
  const recorded = runtimeRecording().filter((each) => each.server === 'tools');
  const { url } = await startServer((request, response) => {
    const method = request.body === '' ? undefined : (JSON.parse(request.body) as Message).method;
    const exchange = recorded.find(({ request: { body } }) => (body as Message | undefined)?.method === method);
    response.writeHead(exchange?.response.status ?? 405, {
      'content-type': exchange?.response.contentType ?? 'text/plain',
      'mcp-session-id': exchange?.response.mcpSessionId ?? '',
    });
    response.end(exchange?.response.text);
  });
  expect(await list(url)).toEqual([
    { name: 'echo', description: 'Echo the message.' },
    { name: 'add', description: 'Add.' },
  ]);
});

test('pages are followed to their end; a name that comes twice is one tool', async () => {
  const { url } = await server(({ id, params }, _, response) => {
    const [tools, nextCursor] =
      params?.cursor === undefined ? [[{ name: 'a' }, { name: 'b' }], 'two'] : [[{ name: 'b' }, { name: 'c' }], undefined];
    json(response, 200, result(id, { tools, nextCursor }));
  });
  expect((await list(url)).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('pages that go round in a ring are given up', async () => {
  const { requests, url } = await server(({ id }, _, response) => json(response, 200, result(id, { tools: [], nextCursor: 'again' })));
  expect(await rejection(list(url))).toMatchObject({ reason: 'Protocol', message: expect.stringContaining('do not end') });
  expect(requests.length).toBeLessThan(8);
});

test('a lost session is opened again, once', async () => {
  let lists = 0;
  const { url } = await server(({ id }, _, response) => {
    lists += 1;
    if (lists === 1) json(response, 404, { jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'Session not found' } });
    else json(response, 200, result(id, { tools: [{ name: 'a' }] }));
  });
  expect(await list(url)).toEqual([{ name: 'a' }]);
  expect(lists).toBe(2);
  const { url: forgetful } = await server((_, __, response) => json(response, 404, {}));
  expect(await rejection(list(forgetful))).toMatchObject({
    reason: 'Protocol',
    message: expect.stringContaining('session is gone, twice'),
  });
});

test('an answer in a stream that stays open, behind what the server says by itself', async () => {
  const { url } = await server(({ id }, _, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`: hello\n\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n`);
    response.write(`data: ${JSON.stringify([{ jsonrpc: '2.0', id: 7, method: 'ping' }, result(id, { tools: [{ name: 'late' }] })])}\n\n`);
  });
  expect(await list(url)).toEqual([{ name: 'late' }]);
});

test('a server without sessions, and one that wants a slash behind its path', async () => {
  const { requests, url } = await startServer((request, response) => {
    if (request.url === '/mcp') {
      response.writeHead(307, { location: 'http://elsewhere.example/mcp/' }).end();
      return;
    }
    const { id, method } = JSON.parse(request.body) as Message;
    if (method === 'tools/list') json(response, 200, result(id, { tools: [{ name: 'a', description: null }] }));
    else json(response, 200, id === undefined ? {} : result(id, {}));
  });
  expect(await list(url)).toEqual([{ name: 'a' }]);
  expect(requests.every(({ headers }) => headers['mcp-session-id'] === undefined)).toBe(true);
});

test.each([
  ['a key is wanted', 401, 'application/json', '{"error":"no token"}', 'Unauthorized', '401: no token'],
  ['not what was accepted', 406, 'application/json', '{"error":{"message":"Not Acceptable"}}', 'Protocol', '406: Not Acceptable'],
  ['a page of some proxy', 502, 'text/html', '<html>bad gateway</html>', 'Protocol', '502: no explanation'],
  ['no JSON', 200, 'application/json', 'hello', 'Protocol', 'no JSON'],
  ['no JSON in a stream', 200, 'text/event-stream', 'data: hello\n\n', 'Protocol', 'no JSON'],
  [
    'an answer to another question',
    200,
    'application/json',
    '{"jsonrpc":"2.0","id":99,"result":{}}',
    'Protocol',
    'no answer to the request',
  ],
  ['an empty stream', 200, 'text/event-stream', '', 'Protocol', 'no answer to the request'],
  [
    'an error',
    200,
    'application/json',
    '{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"Method\\nnot found"}}',
    'Protocol',
    'Method not found',
  ],
  ['tools that are none', 200, 'application/json', '{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":7}]}}', 'Protocol', 'tools.0.name'],
] as const)('%s', async (_, status, type, body, reason, message) => {
  const { url } = await server((__, ___, response) => void response.writeHead(status, { 'content-type': type }).end(body));
  expect(await rejection(list(url))).toMatchObject({ name: 'McpToolsError', reason, message: expect.stringContaining(message) });
});

test('a server that cannot be reached, one that breaks off, and a caller who gives up', async () => {
  const { url } = await server((_, __, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"jsonrpc"', () => response.destroy());
  });
  expect(await rejection(list(url))).toMatchObject({ reason: 'Unreachable', message: expect.stringContaining('broke off') });
  const reason = new Error('enough');
  expect(await rejection(list(url, AbortSignal.abort(reason)))).toBe(reason);
  const giving = new AbortController();
  const { url: silent } = await server(() => giving.abort(reason));
  expect(await rejection(list(silent, giving.signal))).toBe(reason);
});
