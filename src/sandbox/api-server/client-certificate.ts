import type { TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../requests/authenticator.ts';

function all(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** What the certificate of a connection says; undefined where the client showed none. */
export function clientCertificate(socket: Pick<TLSSocket, 'getPeerCertificate' | 'authorized'>): ClientCertificate | undefined {
  const certificate = socket.getPeerCertificate();
  const subject = certificate.subject as Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  if (subject === undefined) return undefined;
  return {
    name: all(subject['CN'])[0] ?? '',
    groups: all(subject['O']),
    trusted: socket.authorized,
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
