import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { json, startServer } from '../../test/support/stand-in-server.ts';
import { tempDir } from '../../test/support/temp-dir.ts';
import { makeCertificate } from '../../test/support/test-certificates.ts';
import { testClient } from '../../test/support/test-client.ts';

interface Proxy {
  readonly port: number;
  readonly asked: string[];
}

/** A CONNECT proxy that notes `host:port authorization` and refuses when told to. */
async function startProxy(options: { readonly refuse?: number; readonly secure?: { cert: Buffer; key: Buffer } } = {}): Promise<Proxy> {
  const asked: string[] = [];
  const server: Server = options.secure === undefined ? createServer() : createSecureServer(options.secure);
  server.on('connect', (request, client: Socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    client.on('error', () => {});
    if (options.refuse !== undefined) {
      client.end(`HTTP/1.1 ${options.refuse} No\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    upstream.on('error', () => client.destroy());
    upstream.pipe(client).pipe(upstream);
  });
  server.on('request', (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    json(response, 200, { kind: 'X' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

test('https goes through CONNECT, with the password of the proxy URL, and keeps its tunnel', async () => {
  const certificate = makeCertificate(tempDir(), 'server.test');
  const server = await startServer((_, response) => json(response, 200, { kind: 'X' }), certificate);
  const proxy = await startProxy();
  const transport = { proxy: new URL(`http://me:p%40ss@127.0.0.1:${proxy.port}`), certificateAuthority: { data: certificate.cert } };
  const api = testClient(server.url, { transport });
  expect(await api.raw('GET', '/version')).toEqual({ kind: 'X' });
  expect(await api.raw('GET', '/version')).toEqual({ kind: 'X' });
  expect(proxy.asked).toEqual([`127.0.0.1:${server.port} Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
});

test('http goes to the proxy with whole URLs', async () => {
  const proxy = await startProxy();
  const api = testClient('http://api.test:8001/prefix', { transport: { proxy: new URL(`http://127.0.0.1:${proxy.port}`) } });
  expect(await api.raw('GET', '/version')).toEqual({ kind: 'X' });
  expect(proxy.asked).toEqual(['GET http://api.test:8001/prefix/version']);
});

test('a proxy that refuses or is not there is named, without its password', async () => {
  const proxy = await startProxy({ refuse: 407 });
  const refused = testClient('https://api.test', { transport: { proxy: new URL(`http://me:secret@127.0.0.1:${proxy.port}`) } });
  await expect(refused.raw('GET', '/version')).rejects.toMatchObject({
    reason: 'Unreachable',
    message: `Unable to connect to the server: proxy http://127.0.0.1:${proxy.port}: answered 407 No`,
  });
  const missing = testClient('https://api.test', { transport: { proxy: new URL('http://me:secret@127.0.0.1:1') } });
  await expect(missing.raw('POST', '/version')).rejects.toMatchObject({
    reason: 'Unreachable',
    networkCode: 'ECONNREFUSED',
    message: 'Unable to connect to the server: proxy http://127.0.0.1:1: ECONNREFUSED',
  });
});

test('a SOCKS proxy carries https', async () => {
  const certificate = makeCertificate(tempDir(), 'server.test');
  const server = await startServer((_, response) => json(response, 200, { kind: 'X' }), certificate);
  const socks = await startSocks();
  const transport = { proxy: new URL(`socks5://127.0.0.1:${socks.port}`), certificateAuthority: { data: certificate.cert } };
  const api = testClient(server.url, { transport });
  expect(await api.raw('GET', '/version')).toEqual({ kind: 'X' });
  expect(await api.raw('GET', '/version')).toEqual({ kind: 'X' });
  expect(socks.asked).toEqual([`127.0.0.1:${server.port}`]);
});

/** SOCKS 5 without authentication, CONNECT to an IPv4 address (RFC 1928). */
async function startSocks(): Promise<Proxy> {
  const asked: string[] = [];
  const server = createTcpServer((client) => {
    client.on('error', () => {});
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request: Buffer) => {
        const host = request.subarray(4, 8).join('.');
        const port = request.readUInt16BE(8);
        asked.push(`${host}:${port}`);
        const upstream = connect(port, host, () => client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
        upstream.on('error', () => client.destroy());
        upstream.pipe(client).pipe(upstream);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, asked };
}
