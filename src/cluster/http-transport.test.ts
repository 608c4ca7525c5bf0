import { once } from 'node:events';
import { copyFileSync, utimesSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { json, startServer } from '../../test/support/stand-in-server.ts';
import { tempDir } from '../../test/support/temp-dir.ts';
import { makeCertificate } from '../../test/support/test-certificates.ts';
import { rejection } from '../../test/support/rejection.ts';
import { certificateCredentials } from './certificate-credentials.ts';
import { fixedCredentials } from './fixed-credentials.ts';
import { createHttpTransport } from './http-transport.ts';
import type { HttpTransportOptions } from './http-transport.ts';
import { createSystemClock } from './system-clock.ts';
import type { Transport, TransportRequest } from './transport.ts';

const GET: TransportRequest = { method: 'GET', path: '/x', headers: ['Accept', 'application/json'], timeoutMs: 0 };

function transportTo(url: string, options: Partial<HttpTransportOptions> = {}): Transport {
  const transport = createHttpTransport({
    server: new URL(url),
    credentials: fixedCredentials({}),
    clock: createSystemClock(),
    ...options,
  });
  onTestFinished(() => transport.close());
  return transport;
}

test('a request arrives as it was meant: prefix, credentials, body; repeated headers stay apart', async () => {
  const server = await startServer((_, response) => json(response, 200, {}));
  const transport = transportTo(`${server.url}/prefix/`, { credentials: fixedCredentials({ authorization: 'Bearer t' }) });
  const headers = ['Impersonate-Group', 'a', 'Impersonate-Group', 'b'];
  const response = await transport.send({ method: 'PUT', path: '/api?x=1', headers, body: 'häh', timeoutMs: 1000 });
  expect(response.status).toBe(200);
  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'PUT', url: '/prefix/api?x=1', body: 'häh' });
  expect(request?.headers).toMatchObject({ host: `127.0.0.1:${server.port}`, authorization: 'Bearer t', 'content-length': '4' });
  expect(request?.rawHeaders.filter((_, index, all) => all[index - 1] === 'Impersonate-Group')).toEqual(['a', 'b']);
});

test('200 requests at once share at most 16 connections, 50 after another one more', async () => {
  const server = await startServer((_, response) => setImmediate(() => json(response, 200, {})));
  const transport = transportTo(server.url);
  for (let index = 0; index < 50; index += 1) await transport.send(GET);
  expect(server.connections()).toBe(1);
  await Promise.all(Array.from({ length: 200 }, async () => await transport.send(GET)));
  expect(server.connections()).toBeLessThanOrEqual(16);
  expect(server.requests.length).toBe(250);
});

test('streams do not take the place of requests', async () => {
  const server = await startServer((request, response) =>
    request.url === '/x' ? json(response, 200, {}) : response.writeHead(200).write('{'),
  );
  const transport = transportTo(server.url, { maxConnections: 1 });
  const streams = await Promise.all(Array.from({ length: 20 }, async () => await transport.open({ ...GET, path: '/watch' })));
  expect((await transport.send(GET)).status).toBe(200);
  expect(server.connections()).toBe(21);
  for (const { stream } of streams) stream.destroy();
});

test('a server that never answers: RequestTimeout after the time-out, and the place is free again', async () => {
  const server = await startServer((request, response) => (request.url === '/x' ? undefined : json(response, 200, {})));
  const clock = fakeClock();
  const transport = transportTo(server.url, { clock, maxConnections: 1 });
  const silent = rejection(transport.send({ ...GET, timeoutMs: 5000 }));
  while (clock.pending() === 0) await clock.advanceAsync(0);
  await clock.advanceAsync(5000);
  expect(await silent).toMatchObject({
    reason: 'RequestTimeout',
    message: `Unable to connect to the server: no answer from 127.0.0.1:${server.port} within 5s`,
    request: 'GET /x',
  });
  expect((await transport.send({ ...GET, path: '/other' })).status).toBe(200);
  expect(clock.pending()).toBe(0);
});

test('what is urgent does not wait behind requests that hang, and takes no further connection', async () => {
  const server = await startServer((request, response) => (request.url === '/x' ? undefined : json(response, 200, {})));
  const transport = transportTo(server.url, { maxConnections: 4 });
  const end = new AbortController();
  const hanging = Array.from({ length: 8 }, async () => await rejection(transport.send({ ...GET, signal: end.signal })));
  await expect.poll(() => server.requests.length).toBeGreaterThan(0);
  for (let times = 0; times < 3; times += 1) {
    expect((await transport.send({ ...GET, path: '/lease', timeoutMs: 5_000, urgent: true })).status).toBe(200);
  }
  expect(server.connections()).toBeLessThanOrEqual(4);
  end.abort();
  await Promise.all(hanging);
});

test('an abort rejects with the reason of the signal: before, while waiting for a place, while waiting for the answer', async () => {
  const server = await startServer(() => {});
  const transport = transportTo(server.url, { maxConnections: 1 });
  await expect(transport.send({ ...GET, signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  const running = new AbortController();
  const queued = new AbortController();
  const first = transport.send({ ...GET, signal: running.signal });
  const second = transport.send({ ...GET, signal: queued.signal });
  queued.abort(new Error('queued'));
  await expect(second).rejects.toThrow('queued');
  running.abort(new Error('running'));
  await expect(first).rejects.toThrow('running');
});

test('no server, a reset, a cut answer: Unreachable with the code of Node', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/reset') response.socket?.resetAndDestroy();
    else {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"a":', () => response.socket?.destroy());
    }
  });
  const transport = transportTo(server.url);
  const broken = { reason: 'Unreachable', networkCode: 'ECONNRESET', code: 0 };
  await expect(transport.send({ ...GET, path: '/reset' })).rejects.toMatchObject(broken);
  await expect(transport.send({ ...GET, path: '/cut' })).rejects.toMatchObject(broken);
  const port = await unusedPort();
  await expect(transportTo(`http://127.0.0.1:${port}`).send(GET)).rejects.toMatchObject({
    reason: 'Unreachable',
    networkCode: 'ECONNREFUSED',
    message: `The connection to the server 127.0.0.1:${port} was refused - did you specify the right host or port?`,
  });
});

test('TLS: the authority decides, unless told not to look; the name can be another', async () => {
  const directory = tempDir();
  const ours = makeCertificate(directory, 'inside.test');
  const other = makeCertificate(directory, 'other.test');
  const server = await startServer((_, response) => json(response, 200, {}), ours);
  const authority = { certificateAuthority: { file: ours.certFile } };
  expect((await transportTo(server.url, authority).send(GET)).status).toBe(200);
  expect((await transportTo(server.url, { ...authority, tlsServerName: 'inside.test' }).send(GET)).status).toBe(200);
  await expect(transportTo(server.url, { ...authority, tlsServerName: 'outside.test' }).send(GET)).rejects.toMatchObject({
    reason: 'Unreachable',
    networkCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
  await expect(transportTo(server.url, { certificateAuthority: { data: other.cert } }).send(GET)).rejects.toMatchObject({
    reason: 'Unreachable',
    message: 'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
  });
  expect((await transportTo(server.url, { insecureSkipTlsVerify: true }).send(GET)).status).toBe(200);
});

test('https to a server that speaks http says so', async () => {
  const server = await startServer((_, response) => json(response, 200, {}));
  await expect(transportTo(server.url.replace('http', 'https'), { insecureSkipTlsVerify: true }).send(GET)).rejects.toThrow(
    'http: server gave HTTP response to HTTPS client',
  );
});

test('a client certificate that changed on disk is used for new connections, and not looked for on every request', async () => {
  const directory = tempDir();
  const server = makeCertificate(directory, 'server.test');
  const clients = [makeCertificate(directory, 'first.test'), makeCertificate(directory, 'second.test')] as const;
  const seen: string[] = [];
  const standIn = await startServer(
    (_, response) => {
      const name = response.socket instanceof TLSSocket ? response.socket.getPeerCertificate().subject.CN : undefined;
      seen.push(String(name));
      json(response, 200, {});
    },
    { ...server, requestCert: true, rejectUnauthorized: false },
  );
  const files = { cert: join(directory, 'client.crt'), key: join(directory, 'client.key') };
  const install = (index: 0 | 1): void => {
    copyFileSync(clients[index].certFile, files.cert);
    copyFileSync(clients[index].keyFile, files.key);
    for (const file of [files.cert, files.key]) utimesSync(file, index + 1, index + 1);
  };
  install(0);
  const clock = fakeClock();
  const credentials = certificateCredentials({ cert: { file: files.cert }, key: { file: files.key } }, fixedCredentials({}), clock);
  const transport = transportTo(standIn.url, { certificateAuthority: { data: server.cert }, credentials, clock });
  await transport.send(GET);
  install(1);
  await transport.send(GET);
  expect(standIn.connections()).toBe(1);
  clock.advance(61_000);
  await transport.send(GET);
  expect(seen).toEqual(['first.test', 'first.test', 'second.test']);
});

test('an authority that changed on disk is believed from then on, and the old one no more', async () => {
  const directory = tempDir();
  const old = makeCertificate(directory, 'old.test');
  const next = makeCertificate(directory, 'next.test');
  const [before, after] = await Promise.all(
    [old, next].map(async (tls) => await startServer((_, response) => json(response, 200, {}), tls)),
  );
  const file = join(directory, 'ca.crt');
  copyFileSync(old.certFile, file);
  utimesSync(file, 1, 1);
  const clock = fakeClock();
  const transport = (url = ''): Transport => transportTo(url, { certificateAuthority: { file }, clock });
  const [toOld, toNext] = [transport(before?.url), transport(after?.url)];
  expect((await toOld.send(GET)).status).toBe(200);
  expect(await rejection(toNext.send(GET))).toMatchObject({ reason: 'Unreachable' });
  copyFileSync(next.certFile, file);
  utimesSync(file, 2, 2);
  clock.advance(61_000);
  expect((await toNext.send(GET)).status).toBe(200);
  expect(await rejection(toOld.send(GET))).toMatchObject({ reason: 'Unreachable' });
});

test('a certificate without its key is told as a matter of configuration', async () => {
  const directory = tempDir();
  const server = makeCertificate(directory, 'server.test');
  const other = makeCertificate(directory, 'other.test');
  const standIn = await startServer((_, response) => json(response, 200, {}), server);
  const credentials = fixedCredentials({ certificate: { cert: server.cert, key: other.key } });
  const transport = transportTo(standIn.url, { certificateAuthority: { data: server.cert }, credentials });
  await expect(transport.send(GET)).rejects.toMatchObject({ reason: 'Configuration' });
});

test('close ends what is in flight', async () => {
  const server = await startServer(() => {});
  const transport = transportTo(server.url);
  const sent = transport.send(GET);
  const failed = rejection(sent);
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  transport.close();
  expect(await failed).toMatchObject({ reason: 'Unreachable' });
});

async function unusedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('once it is closed nothing is sent, as a retry of what was in flight would', async () => {
  const server = await startServer((_, response) => json(response, 200, {}));
  const transport = transportTo(server.url);
  transport.close();
  for (const call of [transport.send(GET), transport.open(GET), transport.connect()])
    expect(await rejection(call)).toMatchObject({ reason: 'Unreachable', networkCode: 'ECANCELED' });
  expect(server.connections()).toBe(0);
});
