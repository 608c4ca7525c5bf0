import { createServer, request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { httpPort, startedContainer } from '../../../test/support/started-container.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { makeCertificate } from '../../../test/support/test-certificates.ts';
import { startTunnelServer, type TunnelServer } from '../../../test/support/tunnel-server.ts';
import { connectedPair } from '../programs/connected-pair.ts';

async function server(dial: (port: number) => Duplex | undefined): Promise<TunnelServer> {
  const started = await startTunnelServer();
  onTestFinished(async () => started.close());
  started.addPod('p', [startedContainer('main', { dial })], { ports: [80] });
  return started;
}

function urlOf({ url }: TunnelServer, rest: string): string {
  return `${url}/api/v1/namespaces/default/pods/${rest}`;
}

test('https: the certificate is not looked at', async () => {
  const { key, cert } = makeCertificate(tempDir(), 'stand-in');
  const http = createServer((request, response) => response.end(`secret ${request.url ?? ''}`));
  const served = await server(() => {
    const [inside, outside] = connectedPair();
    inside.on('error', () => {});
    http.emit('connection', new TLSSocket(inside, { isServer: true, key, cert }));
    return outside;
  });
  expect(await (await fetch(urlOf(served, 'https:p:443/proxy/x'))).text()).toBe('secret /x');
});

test('pieces of an answer come as they are sent', async () => {
  let end = (): void => {};
  const served = await server(
    httpPort(80, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      end = () => response.end('data: 2\n\n');
    }),
  );
  const answer = await fetch(urlOf(served, 'p/proxy/events'));
  const reader = answer.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
  end();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 2\n\n');
});

test('pieces of a request come as they are sent, and the answer may begin before its end', async () => {
  const served = await server(httpPort(80, (request, response) => request.pipe(response)));
  const request = httpRequest(urlOf(served, 'p/proxy/echo'), { method: 'POST' });
  request.write('one');
  let said = '';
  request.on('response', (answer) => answer.on('data', (chunk: Buffer) => (said += chunk.toString())));
  await expect.poll(() => said).toBe('one');
  request.end('two');
  await expect.poll(() => said).toBe('onetwo');
});

test('a client that goes away ends the request', async () => {
  let gone = false;
  let asked = false;
  const served = await server(
    httpPort(80, (request) => {
      asked = true;
      request.on('close', () => {
        gone = true;
      });
    }),
  );
  const request = httpRequest(urlOf(served, 'p/proxy/wait'));
  request.on('error', () => {});
  request.end();
  await expect.poll(() => asked).toBe(true);
  request.destroy();
  await expect.poll(() => gone).toBe(true);
});

test('an answer that breaks off is cut off', async () => {
  const served = await server(
    httpPort(80, (request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => request.socket.destroy());
    }),
  );
  const answer = await fetch(urlOf(served, 'p/proxy/half'));
  await expect(answer.text()).rejects.toThrow('terminated');
});

test('nobody listens', async () => {
  const served = await server(() => undefined);
  const answer = await fetch(urlOf(served, 'p:81/proxy/'));
  expect([answer.status, await answer.json()]).toMatchObject([
    503,
    { reason: 'ServiceUnavailable', message: 'error trying to reach service: dial tcp 10.0.0.1:81: connect: connection refused' },
  ]);
});
