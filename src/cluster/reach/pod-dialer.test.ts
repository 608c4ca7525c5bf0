import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished, expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { echoPort, startedContainer } from '../../../test/support/started-container.ts';
import { startTunnelServer } from '../../../test/support/tunnel-server.ts';
import type { RequestReport } from '../api-calls.ts';
import { fixedCredentials } from '../fixed-credentials.ts';
import { createHttpTransport } from '../http-transport.ts';
import { createSystemClock } from '../system-clock.ts';
import { createPodDialer } from './pod-dialer.ts';
import type { PodDialer } from './pod-dialer.ts';

const P = { namespace: 'default', pod: 'p', port: 7 };

async function scene(idleClock = fakeClock()): Promise<{ readonly dialer: PodDialer; readonly reports: RequestReport[] }> {
  const served = await startTunnelServer();
  served.addPod('p', [startedContainer('main', { dial: echoPort(7) })]);
  const clock = createSystemClock();
  const reports: RequestReport[] = [];
  const transport = createHttpTransport({ server: new URL(served.url), credentials: fixedCredentials({}), clock });
  const manner = { headers: [], timeoutMs: 5000, clock, onRequest: (report: RequestReport) => reports.push(report) };
  const dialer = createPodDialer({ transport, manner, idleClock });
  onTestFinished(async () => {
    dialer.close();
    transport.close();
    await served.close();
  });
  return { dialer, reports };
}

test('bytes go and come as they are, also many', async () => {
  const { dialer, reports } = await scene();
  const stream = await dialer.dial(P);
  const sent = 'aä\0'.repeat(200_000);
  let come = '';
  const whole = new Promise<void>((resolve) => {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      come += chunk;
      if (come.length === sent.length) resolve();
    });
  });
  stream.write(sent);
  await whole;
  expect(come === sent).toBe(true);
  expect(reports).toMatchObject([{ method: 'GET', status: 101, url: expect.stringMatching(/\/pods\/p\/portforward\?ports=7$/) }]);
  stream.end();
  await once(stream, 'close');
});

test('what the error channel says is the error of the stream', async () => {
  const { dialer } = await scene();
  const stream = await dialer.dial({ ...P, port: 9 });
  expect(await rejection(text(stream))).toMatchObject({
    reason: 'Unreachable',
    message: expect.stringMatching(/^pod default\/p port 9: error forwarding port 9 to pod p.*connection refused$/),
  });
});

test('no such pod', async () => {
  const { dialer, reports } = await scene();
  expect(await rejection(dialer.dial({ ...P, pod: 'other' }))).toMatchObject({ reason: 'NotFound', code: 404 });
  expect(reports).toMatchObject([{ status: 404 }]);
});

test('a refusal leaves no connection open, which would keep the program running until the server closes it', async () => {
  const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 403, reason: 'Forbidden', message: 'not you' });
  const server = createServer();
  const ended: Promise<unknown>[] = [];
  server.on('upgrade', (_request, socket) => {
    ended.push(once(socket, 'end'));
    socket.resume();
    socket.write(`HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const clock = createSystemClock();
  const transport = createHttpTransport({ server: new URL(`http://127.0.0.1:${String(port)}`), credentials: fixedCredentials({}), clock });
  const dialer = createPodDialer({ transport, manner: { headers: [], timeoutMs: 5000, clock, onRequest: undefined }, idleClock: clock });
  onTestFinished(() => {
    dialer.close();
    transport.close();
    server.close();
  });
  expect(await rejection(dialer.dial(P))).toMatchObject({ reason: 'Forbidden', message: expect.stringContaining('not you') });
  expect(ended).toHaveLength(1);
  await Promise.all(ended);
});

test('an abort before and while it is opened', async () => {
  const { dialer } = await scene();
  const why = new Error('enough');
  expect(await rejection(dialer.dial(P, AbortSignal.abort(why)))).toBe(why);
  const controller = new AbortController();
  const going = rejection(dialer.dial(P, controller.signal));
  controller.abort(why);
  expect(await going).toBe(why);
});

test('the time without use counts from the last byte, and again after it was told', async () => {
  const idleClock = fakeClock();
  const { dialer } = await scene(idleClock);
  const stream = await dialer.dial(P);
  let timeouts = 0;
  stream.on('timeout', () => {
    timeouts += 1;
  });
  stream.setTimeout(4000);
  idleClock.advance(3000);
  stream.write('x');
  await once(stream, 'data');
  idleClock.advance(3000);
  expect(timeouts).toBe(0);
  idleClock.advance(1000);
  expect(timeouts).toBe(1);
  idleClock.advance(4000);
  expect(timeouts).toBe(2);
  stream.destroy();
  await once(stream, 'close');
  expect(idleClock.pending()).toBe(0);
});

test('close breaks off what is open, and nothing is opened any more', async () => {
  const { dialer } = await scene();
  const stream = await dialer.dial(P);
  const ended = rejection(text(stream));
  dialer.close();
  expect(await ended).toMatchObject({ reason: 'Unreachable', message: 'the connection was closed by this program' });
  expect(await rejection(dialer.dial(P))).toMatchObject({ reason: 'Unreachable' });
});
