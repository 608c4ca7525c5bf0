import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { tempDir } from '../../test/support/temp-dir.ts';
import { rejection } from '../../test/support/rejection.ts';
import { testHost } from '../../test/support/test-host.ts';
import type { ClusterTarget } from './cluster-target.ts';
import type { Credential, Credentials } from './credentials.ts';
import { execCredentials } from './exec-credentials.ts';
import type { HostEnvironment } from './host-environment.ts';
import type { ExecEntry } from './kubeconfig-schema.ts';

const V1 = 'client.authentication.k8s.io/v1';
const CA = Buffer.from('-----BEGIN CERTIFICATE-----');

interface Plugin {
  readonly credentials: Credentials;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly directory: string;
  /** What each run was given in KUBERNETES_EXEC_INFO, beside its extra environment. */
  runs(): readonly { readonly info: { readonly spec: object }; readonly extra?: string }[];
}

/** A plugin that is a Node script: it notes each run and prints what `status` (JavaScript, `n` counts runs from 1) gives. */
function plugin(status: string, options: Partial<ExecEntry> = {}, environment: Partial<HostEnvironment> = {}): Plugin {
  const directory = tempDir();
  const log = join(directory, 'runs');
  const script = join(directory, 'plugin.cjs');
  writeFileSync(
    script,
    `const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), extra: process.env.EXTRA }) + '\\n');
const n = fs.readFileSync(${JSON.stringify(log)}, 'utf8').trim().split('\\n').length;
console.log(JSON.stringify({ apiVersion: '${V1}', kind: 'ExecCredential', status: ${status} }));`,
  );
  const clock = fakeClock();
  const exec: ExecEntry = { apiVersion: V1, command: process.execPath, args: [script], interactiveMode: 'Never', ...options };
  const target: ClusterTarget = {
    server: new URL('https://api.test:6443/'),
    userName: 'bob',
    certificateAuthority: { data: CA },
    insecureSkipTlsVerify: false,
    tlsServerName: 'inside',
    execConfig: { audience: 'x' },
    user: { exec },
  };
  return {
    credentials: execCredentials(exec, target, { ...testHost(directory, process.env), ...environment }, clock),
    clock,
    directory,
    runs: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as never)
        : [],
  };
}

test('ten first requests run it once; its token is used until 30 s before it expires', async () => {
  const { credentials, clock, runs } = plugin(
    `{ token: 'token-' + n, expirationTimestamp: n === 1 ? '2026-01-01T01:00:00Z' : '2026-01-01T03:00:00Z' }`,
  );
  const first = await Promise.all(Array.from({ length: 10 }, async () => await credentials.current()));
  expect(new Set(first.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer token-1']));
  clock.advance(3600_000 - 30_001);
  expect(credentials.current()).toEqual({ authorization: 'Bearer token-1' });
  clock.advance(1);
  expect(await credentials.current()).toEqual({ authorization: 'Bearer token-2' });
  expect(runs().length).toBe(2);
});

test('a token that lives for a minute is still used for most of it', async () => {
  const { credentials, clock } = plugin(`{ token: 'token-' + n, expirationTimestamp: '2026-01-01T00:01:00Z' }`);
  await credentials.current();
  clock.advance(47_000);
  expect(credentials.current()).toEqual({ authorization: 'Bearer token-1' });
});

test('after a 401 it is run again, once for all who were rejected', async () => {
  const { credentials, runs } = plugin(`{ token: 'token-' + n }`);
  const rejected = await credentials.current();
  expect(await Promise.all([credentials.renew(rejected), credentials.renew(rejected), credentials.renew(rejected)])).toEqual([
    true,
    true,
    true,
  ]);
  expect(await credentials.current()).toEqual({ authorization: 'Bearer token-2' });
  expect(await credentials.renew(rejected)).toBe(true);
  expect(runs().length).toBe(2);
});

test('it may give a client certificate; a new one is another object', async () => {
  const { credentials } = plugin(`{ clientCertificateData: 'cert-' + n, clientKeyData: 'key' }`);
  const first: Credential = await credentials.current();
  expect(first).toEqual({ certificate: { cert: 'cert-1', key: 'key' } });
  await credentials.renew(first);
  const second: Credential = await credentials.current();
  expect(second.certificate).not.toBe(first.certificate);
  expect(second.certificate?.cert).toBe('cert-2');
});

test('it is told what the protocol promises, the cluster only on request', async () => {
  const env = [{ name: 'EXTRA', value: 'more' }];
  const plain = plugin(`{ token: 't' }`, { env });
  await plain.credentials.current();
  expect(plain.runs()).toEqual([{ info: { apiVersion: V1, kind: 'ExecCredential', spec: { interactive: false } }, extra: 'more' }]);

  const informed = plugin(`{ token: 't' }`, { provideClusterInfo: true, interactiveMode: 'Never' }, { interactive: true });
  await informed.credentials.current();
  expect(informed.runs()[0]?.info.spec).toEqual({
    interactive: false,
    cluster: {
      server: 'https://api.test:6443',
      'tls-server-name': 'inside',
      'certificate-authority-data': CA.toString('base64'),
      config: { audience: 'x' },
    },
  });
});

test.each<[string, string, Partial<ExecEntry>, string]>([
  [
    'a missing command, with its hint',
    '',
    { command: 'no-such-plugin-here', installHint: 'Install it with brew.' },
    'credential plugin no-such-plugin-here of user "bob": not found; Install it with brew.',
  ],
  ['a failure', 'process.exit(3)', {}, 'PLUGIN: failed with exit code 3'],
  ['no credential', '{}', {}, 'PLUGIN: gave neither a token nor a certificate'],
  ['half a pair', `{ clientCertificateData: 'secret' }`, {}, 'PLUGIN: gave a certificate without its key'],
  ['a wrong time', `{ token: 'secret', expirationTimestamp: 'soon' }`, {}, 'PLUGIN: status.expirationTimestamp is not an RFC 3339 time'],
  ['a wrong type', `{ token: 7 }`, {}, 'PLUGIN: printed no valid ExecCredential (status.token)'],
  [
    'another version',
    `{ token: 'secret' }`,
    { apiVersion: 'client.authentication.k8s.io/v1beta1' },
    `PLUGIN: answered in ${V1}, was asked for client.authentication.k8s.io/v1beta1`,
  ],
  [
    'an old version',
    `{ token: 'secret' }`,
    { apiVersion: 'client.authentication.k8s.io/v1alpha1' },
    'PLUGIN: apiVersion "client.authentication.k8s.io/v1alpha1" is not supported; use client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1',
  ],
  [
    'a question to nobody',
    `{ token: 'secret' }`,
    { interactiveMode: 'Always' },
    'PLUGIN: it must ask you something, and standard input is not a terminal',
  ],
  ['no mode', `{ token: 'secret' }`, { interactiveMode: null }, `PLUGIN: interactiveMode must be set with apiVersion ${V1}`],
  ['something else', `(console.log('secret'), {})`, {}, 'PLUGIN: printed something that is not JSON'],
])('a plugin that cannot be used: %s', async (_, status, options, message) => {
  const { credentials } = plugin(status, options);
  const expected = message.replace('PLUGIN', `credential plugin ${process.execPath} of user "bob"`);
  await expect(credentials.current()).rejects.toMatchObject({ reason: 'Configuration', message: expected });
});

test('a failure is not kept: the next request runs it again', async () => {
  const { credentials } = plugin(`n === 1 ? process.exit(1) : { token: 't' }`);
  await expect(credentials.current()).rejects.toThrow('exit code 1');
  expect(await credentials.current()).toEqual({ authorization: 'Bearer t' });
});

test('close ends a plugin that hangs', async () => {
  const { credentials, runs } = plugin('(setInterval(() => {}, 1000), {})');
  const waiting = rejection(Promise.resolve(credentials.current()));
  while (runs().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  credentials.close();
  expect(await waiting).toMatchObject({ reason: 'Configuration' });
});
