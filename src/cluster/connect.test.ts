import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { failure, json, startServer } from '../../test/support/stand-in-server.ts';
import { tempDir } from '../../test/support/temp-dir.ts';
import { makeCertificate } from '../../test/support/test-certificates.ts';
import { testHost } from '../../test/support/test-host.ts';
import { connect } from './connect.ts';
import type { Connection, ConnectOptions } from './connect.ts';
import type { HostEnvironment } from './host-environment.ts';

const PROGRAM = { program: 'kubectl-maia', version: '0.1.0', fieldManager: 'maia-cli' };

async function connected(
  directory: string,
  content: object,
  options: Partial<ConnectOptions> = {},
  variables: HostEnvironment['variables'] = {},
): Promise<Connection> {
  const kubeconfig = join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(content));
  const connection = await connect({ ...PROGRAM, kubeconfig, environment: testHost(directory, variables), ...options });
  onTestFinished(() => connection.close());
  return connection;
}

function config(server: string, user: object = {}, cluster: object = {}, namespace?: string): object {
  return {
    'current-context': 'ctx',
    clusters: [{ name: 'k', cluster: { server, ...cluster } }],
    users: [{ name: 'bob', user }],
    contexts: [{ name: 'ctx', context: { cluster: 'k', user: 'bob', namespace } }],
  };
}

test('a connection tells what it is, and sends who it is', async () => {
  const server = await startServer((_, response) => json(response, 200, { kind: 'X' }));
  const connection = await connected(tempDir(), config(`${server.url}/prefix/`, { username: 'me', password: 'p' }, {}, 'prod'), {
    as: 'jane',
  });
  expect(connection).toMatchObject({ namespace: 'prod', context: 'ctx', server: `${server.url}/prefix`, user: 'bob' });
  await connection.api.raw('GET', '/version');
  expect(server.requests[0]).toMatchObject({
    url: '/prefix/version',
    headers: {
      authorization: `Basic ${Buffer.from('me:p').toString('base64')}`,
      'user-agent': 'kubectl-maia/0.1.0 (linux/amd64) maia-cli',
      'impersonate-user': 'jane',
    },
  });
});

test('without a namespace in the context it is default', async () => {
  expect((await connected(tempDir(), config('https://x'))).namespace).toBe('default');
});

test('a plugin gives the token, is asked again after a 401, and --token keeps it from being run', async () => {
  const directory = tempDir();
  const script = join(directory, 'plugin.cjs');
  const count = join(directory, 'count');
  writeFileSync(
    script,
    `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(count)}, 'x');
console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 'token-' + fs.readFileSync(${JSON.stringify(count)}).length } }));`,
  );
  const server = await startServer((request, response) =>
    ['Bearer token-2', 'Bearer mine'].includes(request.headers.authorization ?? '')
      ? json(response, 200, { kind: 'X' })
      : failure(response, 401, 'Unauthorized', 'Unauthorized'),
  );
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [script], interactiveMode: 'Never' };
  const { api } = await connected(directory, config(server.url, { exec }), {}, process.env);
  await Promise.all(Array.from({ length: 10 }, async () => await api.raw('GET', '/version')));
  expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer token-1', 'Bearer token-2']));
  const before = server.requests.length;
  await (await connected(directory, config(server.url, { exec }), { token: 'mine' })).api.raw('GET', '/version');
  expect(server.requests.slice(before).map(({ headers }) => headers.authorization)).toEqual(['Bearer mine']);
});

test('an auth provider that the client library cannot serve is named', async () => {
  const { api } = await connected(tempDir(), config('http://127.0.0.1:1', { 'auth-provider': { name: 'unheard-of', config: {} } }));
  await expect(api.raw('GET', '/version')).rejects.toMatchObject({
    reason: 'Configuration',
    message: 'auth-provider unheard-of of user "bob": gave no token',
  });
});

test('an oidc token that is still good comes through the client library', async () => {
  const server = await startServer((_, response) => json(response, 200, { kind: 'X' }));
  const token = `${btoa('{}')}.${btoa(JSON.stringify({ exp: 4_000_000_000 }))}.x`;
  const provider = { name: 'oidc', config: { 'id-token': token, 'client-id': 'c', 'idp-issuer-url': 'https://x' } };
  const { api } = await connected(tempDir(), config(server.url, { 'auth-provider': provider }));
  await api.raw('GET', '/version');
  expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
});

test('client certificate and authority as data', async () => {
  const directory = tempDir();
  const certificate = makeCertificate(directory, 'server.test');
  const server = await startServer((_, response) => json(response, 200, { kind: 'X' }), {
    ...certificate,
    ca: certificate.cert,
    requestCert: true,
  });
  const user = { 'client-certificate-data': certificate.cert.toString('base64'), 'client-key-data': certificate.key.toString('base64') };
  const cluster = { 'certificate-authority-data': certificate.cert.toString('base64') };
  const { api } = await connected(directory, config(server.url, user, cluster));
  expect(await api.raw('GET', '/version')).toEqual({ kind: 'X' });
  await expect((await connected(directory, config(server.url, {}, cluster))).api.raw('POST', '/x')).rejects.toMatchObject({
    reason: 'Unreachable',
  });
});

test('proxies: of the kubeconfig, else of the environment; one that is no URL is refused', async () => {
  const proxy = await startServer((request, response) => json(response, 200, { url: request.url }));
  const target = 'http://api.test:8001';
  const byConfig = await connected(tempDir(), config(target, {}, { 'proxy-url': proxy.url }), {}, { HTTP_PROXY: 'http://127.0.0.1:1' });
  expect(await byConfig.api.raw('GET', '/version')).toEqual({ url: `${target}/version` });
  const byEnvironment = await connected(tempDir(), config(target), {}, { http_proxy: proxy.url });
  expect(await byEnvironment.api.raw('GET', '/version')).toEqual({ url: `${target}/version` });
  await expect(connected(tempDir(), config(target), {}, { HTTP_PROXY: 'ftp://secret@x' })).rejects.toThrow(/^the proxy that HTTPS_PROXY/);
});

test('without an authority in the configuration, those of the machine are trusted', async () => {
  const directory = tempDir();
  const certificate = makeCertificate(directory, 'server.test');
  const server = await startServer((_, response) => json(response, 200, { kind: 'X' }), certificate);
  const module = new URL('./connect.ts', import.meta.url).href;
  const script = `const { connect } = await import(${JSON.stringify(module)});
const { api } = await connect({ program: 'p', version: '1', fieldManager: 'm', server: process.argv[1], kubeconfig: '/dev/null' });
console.log(JSON.stringify(await api.raw('GET', '/version').catch((error) => error.networkCode)));`;
  const args = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script, server.url];
  const run = async (variables: NodeJS.ProcessEnv): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...variables } });
    return JSON.parse(stdout);
  };
  expect(await run({})).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(await run({ SSL_CERT_FILE: certificate.certFile })).toEqual({ kind: 'X' });
});

test('only small libraries are loaded to connect', () => {
  const module = new URL('./connect.ts', import.meta.url).href;
  const script = `import { registerHooks } from 'node:module';
const packages = new Set();
registerHooks({ resolve(specifier, context, next) { if (/^[@a-z]/.test(specifier) && !/^(node|file):/.test(specifier) && !context.parentURL.includes('node_modules')) packages.add(specifier); return next(specifier, context); } });
const { connect } = await import(${JSON.stringify(module)});
await connect({ program: 'p', version: '1', fieldManager: 'm', kubeconfig: process.argv[1] });
const internal = process.moduleLoadList.filter((name) => /undici|child_process/.test(name));
console.log(JSON.stringify([...packages, ...internal].sort()));`;
  const kubeconfig = join(tempDir(), 'kubeconfig');
  writeFileSync(
    kubeconfig,
    `clusters: [{name: k, cluster: {server: "https://127.0.0.1:1"}}]\ncontexts: [{name: c, context: {cluster: k}}]\ncurrent-context: c\n`,
  );
  const args = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script, kubeconfig];
  expect(JSON.parse(execFileSync(process.execPath, args).toString())).toEqual(['yaml', 'zod/mini']);
});
