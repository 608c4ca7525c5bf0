import { createHash } from 'node:crypto';
import type { ClusterTarget, PemSource } from './cluster-target.ts';

/** Names under which what one server told one user is kept: hexadecimal, without anything that was hashed. */
export interface CacheKeys {
  /** The API server: its address, and by which authority it is believed. */
  readonly server: string;
  /** The server and who asks it. What one user was told is never shown to another. */
  readonly identity: string;
}

/** Enough that two never meet. */
const LENGTH = 32;

/** A short hash of anything that is JSON: for names of files. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, LENGTH);
}

function pem(source: PemSource | undefined): string | null {
  if (source === undefined) return null;
  return 'file' in source ? `file:${source.file}` : `data:${source.data.toString('base64')}`;
}

/**
 * The keys of a target. A password is not part of them (it could be guessed from its hash, and who it belongs to is in the user name), nor
 * is a private key.
 */
export function cacheKeys(target: ClusterTarget): CacheKeys {
  const { user } = target;
  const server = digest([
    target.server.href,
    pem(target.certificateAuthority),
    target.insecureSkipTlsVerify,
    target.tlsServerName ?? null,
    target.proxyUrl ?? null,
  ]);
  const identity = digest([
    server,
    target.userName ?? null,
    pem(user.clientCertificate?.cert),
    user.token ?? null,
    user.tokenFile ?? null,
    user.basic?.username ?? null,
    user.exec ?? null,
    target.execConfig ?? null,
    user.authProvider ?? null,
    target.impersonate ?? null,
  ]);
  return { server, identity };
}
