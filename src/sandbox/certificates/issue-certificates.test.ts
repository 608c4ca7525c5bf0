import { X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { clientCertificate } from '../api-server/client-certificate.ts';
import { issueCertificates, type KeyPair } from './issue-certificates.ts';
import { kubeconfigText } from './kubeconfig-text.ts';

test('the server is known by its usual names and those it is given', async () => {
  const { ca, server } = await issueCertificates({ now: Date.now(), names: ['sandbox.test', '10.0.0.7'] });
  const certificate = new X509Certificate(server.cert);
  for (const name of ['localhost', 'kubernetes.default.svc', 'sandbox.test']) expect(certificate.checkHost(name)).toBe(name);
  for (const address of ['127.0.0.1', '::1', '10.0.0.7']) expect(certificate.checkIP(address)).toBe(address);
  expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true);
});

test('certificates are valid from yesterday for ten years', async () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const { validFrom, validTo } = new X509Certificate((await issueCertificates({ now })).server.cert);
  expect([Date.parse(validFrom), Date.parse(validTo) > now + 3649 * 86_400_000]).toEqual([now - 86_400_000, true]);
});

async function shown(ca: string, own: KeyPair, client: KeyPair | undefined): Promise<unknown> {
  const server = createServer({ ...own, ca, requestCert: true, rejectUnauthorized: false });
  onTestFinished(() => void server.close());
  const seen = new Promise((resolve) => server.on('secureConnection', (socket: TLSSocket) => resolve(clientCertificate(socket))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ca, ...client });
  onTestFinished(() => void socket.destroy());
  return seen;
}

test('a client certificate says name and groups', async () => {
  const certificates = await issueCertificates({ now: Date.now() });
  const client = await certificates.client('alice, CN=root', ['devs', 'a+b']);
  expect(await shown(certificates.ca, certificates.server, client)).toEqual({
    name: 'alice, CN=root',
    groups: ['devs', 'a+b'],
    trusted: true,
    sha256: expect.stringMatching(/^[\da-f]{64}$/),
  });
  expect(await shown(certificates.ca, certificates.server, certificates.admin)).toMatchObject({
    groups: ['system:masters'],
    trusted: true,
  });
  expect(await shown(certificates.ca, certificates.server, undefined)).toBeUndefined();
});

test('a certificate of somebody else is not trusted', async () => {
  const certificates = await issueCertificates({ now: Date.now() });
  const other = await issueCertificates({ now: Date.now() });
  expect(await shown(certificates.ca, certificates.server, other.admin)).toMatchObject({ name: 'aistack-sandbox-admin', trusted: false });
});

test('a kubeconfig has everything inside', () => {
  const user = { certificate: { cert: 'CERT', key: 'KEY' } };
  const text = kubeconfigText({ server: 'https://127.0.0.1:1', ca: 'CA', user, name: 'me', namespace: 'ns' });
  expect(text).toContain('current-context: aistack-sandbox\n');
  expect(parse(text)).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'aistack-sandbox', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': 'Q0E=' } }],
    users: [{ name: 'me', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } }],
    contexts: [{ name: 'aistack-sandbox', context: { cluster: 'aistack-sandbox', user: 'me', namespace: 'ns' } }],
    'current-context': 'aistack-sandbox',
  });
  expect(parse(kubeconfigText({ server: 's', ca: 'c', user: { token: 't' }, name: 'me' }))).toMatchObject({
    users: [{ user: { token: 't' } }],
  });
});
