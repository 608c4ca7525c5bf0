import { onTestFinished, expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { failure, json, startServer } from '../../../test/support/stand-in-server.ts';
import type { Answer, StandInServer } from '../../../test/support/stand-in-server.ts';
import { testClient } from '../../../test/support/test-client.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { RequestReport } from '../api-calls.ts';
import type { ApiError } from '../api-error.ts';
import type { Credentials } from '../credentials.ts';
import { fixedCredentials } from '../fixed-credentials.ts';
import { createHttpTransport } from '../http-transport.ts';
import type { ServiceCaller, ServiceRequest } from '../service-caller.ts';
import { createSystemClock } from '../system-clock.ts';
import { createServiceCaller } from './create-service-caller.ts';
import type { ServiceCallerOptions } from './create-service-caller.ts';

const WEB = { namespace: 'demo', name: 'web', port: 8080 };
const PREFIX = '/api/v1/namespaces/demo/services/web:8080/proxy';

interface Scene {
  readonly caller: ServiceCaller;
  readonly server: StandInServer;
  readonly ways: string[];
  readonly reports: readonly RequestReport[];
}

/** A caller whose API server answers as a test wants. */
async function scene(
  answer: Answer,
  options: ServiceCallerOptions & { readonly inCluster?: true; readonly credentials?: Credentials; readonly clock?: Clock } = {},
): Promise<Scene> {
  const server = await startServer(answer);
  const { inCluster, clock = createSystemClock(), credentials = fixedCredentials({ authorization: 'Bearer ours' }), ...own } = options;
  const transport = createHttpTransport({ server: new URL(server.url), credentials, clock });
  const ways: string[] = [];
  const reports: RequestReport[] = [];
  const headers = ['User-Agent', 'aistack/1', 'Impersonate-User', 'jo', 'Impersonate-Group', 'a', 'Impersonate-Group', 'b'];
  const caller = createServiceCaller(
    {
      api: testClient(server.url, { credentials }),
      transport,
      manner: { headers, timeoutMs: 5000, clock, onRequest: (report) => reports.push(report) },
      proxyFor: () => undefined,
      target: inCluster === true ? { inCluster } : {},
    },
    { onWay: (line) => ways.push(line), ...own },
  );
  onTestFinished(() => {
    caller.close();
    transport.close();
  });
  return { caller, server, ways, reports };
}

const get = (path: string, more: Partial<ServiceRequest> = {}): ServiceRequest => ({ method: 'GET', path, timeoutMs: 5000, ...more });

test('a request through the service proxy: path, headers, body, who asks; told once', async () => {
  const { caller, server, ways, reports } = await scene((_request, response) => json(response, 201, { made: true }));
  for (const path of ['/v1/items?a=b%2Fc', '/v1/items']) {
    const answer = await caller.call(WEB, { method: 'POST', path, body: '{}', headers: { 'X-API-Key': 'k' }, timeoutMs: 5000 });
    expect([answer.status, answer.body.toString()]).toEqual([201, '{"made":true}']);
  }
  expect(server.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', `${PREFIX}/v1/items?a=b%2Fc`, '{}'],
    ['POST', `${PREFIX}/v1/items`, '{}'],
  ]);
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer ours',
    'user-agent': 'aistack/1',
    'x-api-key': 'k',
    'impersonate-user': 'jo',
  });
  expect(server.requests[0]?.rawHeaders.filter((_, index, all) => all[index - 1] === 'Impersonate-Group')).toEqual(['a', 'b']);
  expect(ways).toEqual(["reaching Service demo/web:8080 through the API server's service proxy"]);
  expect(reports.map(({ method, status, url }) => [method, status, url])).toEqual([
    ['POST', 201, `${server.url}${PREFIX}/v1/items`],
    ['POST', 201, `${server.url}${PREFIX}/v1/items`],
  ]);
});

test.each([
  [404, 'NotFound', 'services "web" not found'],
  [503, 'ServiceUnavailable', 'no endpoints available for service "web"'],
  [503, 'ServiceUnavailable', 'error trying to reach service: EOF'],
  [429, 'TooManyRequests', 'too many requests'],
])('what the API server says with %i %s is an error, asked once', async (code, reason, message) => {
  const { caller, server } = await scene((_request, response) => failure(response, code, reason, message));
  expect(await rejection(caller.call(WEB, get('/x')))).toMatchObject({
    reason,
    code,
    message: `Service demo/web:8080 through the API server's service proxy: ${message}`,
    request: 'GET Service demo/web:8080',
  });
  expect(await rejection(caller.open(WEB, get('/x')))).toMatchObject({ reason, code });
  expect(server.requests.length).toBe(2);
});

test.each([
  ['a JSON error', 404, { error: 'no such key' }],
  ['a Status of something else', 403, { kind: 'Status', apiVersion: 'v2', status: 'Failure', code: 403 }],
  ['a Status with the code of another answer', 401, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404 }],
  ['an object that only looks like one', 503, { kind: 'Status', ready: false }],
  ['a success of kind Status', 200, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 200 }],
])('%s of the server behind is an answer', async (_name, status, body) => {
  const { caller, server } = await scene((_request, response) => json(response, status, body));
  const answer = await caller.call(WEB, get('/x'));
  expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([status, body]);
  const opened = await caller.open(WEB, get('/x'));
  let text = '';
  for await (const chunk of opened.stream) text += String(chunk);
  expect(JSON.parse(text)).toEqual(body);
  expect(server.requests.length).toBe(2);
});

test('a long error of the server behind comes whole, although its beginning was looked at', async () => {
  const long = JSON.stringify({ kind: 'Status', padding: 'x'.repeat(300_000) });
  const { caller } = await scene((_request, response) => {
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(long);
  });
  expect((await caller.call(WEB, get('/x'))).body.toString()).toBe(long);
});

test('a credential that the API server rejects is renewed once; a 401 of the server behind is its answer', async () => {
  let current = 'old';
  let renewals = 0;
  const credentials: Credentials = {
    current: () => ({ authorization: `Bearer ${current}` }),
    renew: async () => {
      renewals += 1;
      current = 'new';
      return Promise.resolve(true);
    },
    close: () => {},
  };
  const { caller, server } = await scene(
    (request, response) => {
      if (request.headers.authorization !== 'Bearer new') failure(response, 401, 'Unauthorized', 'Unauthorized');
      else json(response, 401, { detail: 'wrong API key' });
    },
    { credentials },
  );
  expect((await caller.call(WEB, get('/x'))).status).toBe(401);
  expect([server.requests.length, renewals]).toEqual([2, 1]);
});

test('no message holds path, query, header or body', async () => {
  const secret = 'sk-1234567890abcdef';
  const { caller, server } = await scene((_request, response) => void response.destroy());
  const request: ServiceRequest = {
    method: 'POST',
    path: `/keys/${secret}?key=${secret}`,
    headers: { 'X-API-Key': secret },
    body: secret,
    timeoutMs: 5000,
  };
  for (const way of [{}, { endpoint: server.url }, { secretPath: true as const }]) {
    const error = (await rejection(caller.call(WEB, { ...request, ...way }))) as ApiError;
    expect(error.reason).toBe('Unreachable');
    expect(JSON.stringify([error.message, error.request, error.stack, error.cause])).not.toContain(secret);
  }
});

test('the time-out counts from the call; an abort throws its own reason', async () => {
  const clock = fakeClock();
  const { caller, server } = await scene(() => {}, { clock });
  const timed = rejection(caller.call(WEB, get('/x', { timeoutMs: 2000 })));
  await expect.poll(() => server.requests.length).toBe(1);
  clock.advance(1999);
  expect(clock.pending()).toBe(1);
  clock.advance(1);
  expect(await timed).toMatchObject({ reason: 'RequestTimeout', message: expect.stringMatching(/: no answer within 2s$/) });
  const controller = new AbortController();
  const aborted = rejection(caller.call(WEB, get('/x', { timeoutMs: 0, signal: controller.signal })));
  await expect.poll(() => server.requests.length).toBe(2);
  const why = new Error('enough');
  controller.abort(why);
  expect(await aborted).toBe(why);
  expect(clock.pending()).toBe(0);
});

test('closing ends what is in flight, and nothing is asked any more', async () => {
  const { caller, server } = await scene(() => {});
  const going = rejection(caller.call(WEB, get('/x', { timeoutMs: 0 })));
  await expect.poll(() => server.requests.length).toBe(1);
  caller.close();
  expect(await going).toMatchObject({ reason: 'Unreachable', message: expect.stringContaining('closed by this program') });
  expect(await rejection(caller.call(WEB, get('/x')))).toMatchObject({ reason: 'Unreachable' });
  expect(server.requests.length).toBe(1);
});

test('where both ways are forbidden the message names both rights; the service proxy is asked again the next time', async () => {
  const { caller, server, ways } = await scene((request, response) => {
    const what = request.url.includes('/proxy') ? 'services/proxy' : 'services';
    failure(response, 403, 'Forbidden', `User "jo" cannot get resource "${what}" in API group "" in the namespace "demo"`);
  });
  for (let index = 0; index < 2; index += 1) {
    const error = (await rejection(caller.call(WEB, get('/x')))) as ApiError;
    expect(error.reason).toBe('Forbidden');
    expect(error.message).toMatch(/service proxy: .*"services\/proxy".*; Service demo\/web:8080 through a port-forward: .*"services"/);
  }
  expect(server.requests.map(({ url }) => url.includes('/proxy'))).toEqual([true, false, true, false]);
  expect(ways.length).toBe(2);
});

test('an endpoint is asked itself, with its path, without our credentials', async () => {
  const { caller, server, ways } = await scene((_request, response) => json(response, 200, {}));
  expect(
    (await caller.call(WEB, get('/x?y', { endpoint: `${server.url}/base/`, headers: { Authorization: 'Bearer theirs' } }))).status,
  ).toBe(200);
  expect(server.requests[0]).toMatchObject({ url: '/base/x?y' });
  expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer theirs' });
  expect(server.requests[0]?.headers).not.toHaveProperty('impersonate-user');
  expect(ways).toEqual([`reaching Service demo/web:8080 at ${server.url}`]);
});

test.each([
  ['ftp://host', 'http://'],
  ['web:8080', 'http://'],
  ['http://jo:secret@host', 'must not hold a user'],
  ['http://host/?key=secret', 'must end with'],
])('the endpoint %s is refused without being told', async (endpoint, words) => {
  const { caller } = await scene(() => {});
  const error = (await rejection(caller.call(WEB, get('/x', { endpoint })))) as ApiError;
  expect([error.reason, error.message.includes(words), error.message.includes('secret')]).toEqual(['Configuration', true, false]);
});

test('inside the cluster the DNS name is asked, and nothing else', async () => {
  const { caller, server, ways } = await scene(() => {}, { inCluster: true });
  const error = await rejection(caller.call(WEB, get('/x', { timeoutMs: 20_000 })));
  expect(error).toMatchObject({ reason: 'Unreachable', message: expect.stringContaining('web.demo.svc') });
  expect([server.requests.length, ways]).toEqual([0, ['reaching Service demo/web:8080 at http://web.demo.svc:8080']]);
});

test('--tunnel=never refuses from outside and says so, but not an endpoint', async () => {
  const { caller, server } = await scene((_request, response) => json(response, 200, {}), { tunnel: 'never' });
  for (const request of [get('/x'), get('/x', { tls: {} })]) {
    expect(await rejection(caller.call(WEB, request))).toMatchObject({
      reason: 'Configuration',
      message: expect.stringContaining('--tunnel=never'),
    });
  }
  expect(server.requests.length).toBe(0);
  expect((await caller.call(WEB, get('/x', { endpoint: server.url }))).status).toBe(200);
});

test('a path that does not begin with a slash is refused', async () => {
  const { caller } = await scene(() => {});
  expect(await rejection(caller.call(WEB, get('x')))).toMatchObject({ reason: 'BadRequest' });
});

test('a Service that nobody has asked for long is forgotten with its connections; one that is asked again, or whose answer still comes, is not', async () => {
  const clock = fakeClock();
  const { caller, server, ways } = await scene(
    (request, response) => (request.url.endsWith('/follow') ? response.writeHead(200).write('line') : json(response, 200, {})),
    { clock },
  );
  const at = async (name: string): Promise<void> => void (await caller.call({ ...WEB, name }, get('/', { endpoint: server.url })));
  await at('idle');
  await at('busy');
  const { stream } = await caller.open({ ...WEB, name: 'followed' }, get('/follow', { endpoint: server.url }));
  for (let minute = 0; minute < 12; minute += 1) {
    clock.advance(60_000);
    await at('busy');
  }
  await at('new');
  ways.splice(0);
  for (const name of ['idle', 'busy', 'new', 'followed']) await at(name);
  expect(ways).toEqual([expect.stringContaining('demo/idle:8080')]);
  expect(stream.destroyed).toBe(false);
  stream.destroy();
});
