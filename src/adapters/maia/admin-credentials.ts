import { sha256 } from '../../kernel/hash.ts';
import { AdminApiError, type AdminServer } from '../../reconcile/maia/admin-api.ts';
import type { Outside } from '../../cluster/outside.ts';

/** What one call is sent with. Secrets: never printed. */
export interface AdminCredentials {
  readonly apiKey?: string;
  readonly tls?: { readonly ca?: string };
}

/** Gives the credentials of a server, reading Secrets only where they may have changed. */
export interface CredentialReader {
  of(server: AdminServer, signal: AbortSignal): Promise<AdminCredentials>;
  /** The connection failed: the authority is read anew next time. */
  forget(server: AdminServer): void;
}

/** Milliseconds for which an authority is remembered: nothing tells when its Secret changes. */
const AUTHORITY_MS = 30_000;

/** What an HTTP header can carry as it is: the server compares bytes, and blanks at either end would be cut off on the way. */
const HEADER_VALUE = /^[\u0021-\u007e\u0080-\u00ff](?:[\t\u0020-\u007e\u0080-\u00ff]*[\u0021-\u007e\u0080-\u00ff])?$/;

function refused(what: string, why: string): AdminApiError {
  return new AdminApiError('AuthenticationFailed', `${what} ${why}`);
}

/** A reader that remembers master keys by their checksum and authorities for half a minute. */
export function createCredentialReader({ clock, readSecret }: Outside): CredentialReader {
  const keys = new Map<string, { readonly checksum: string; readonly value: string }>();
  const authorities = new Map<string, { readonly at: number; readonly ca: string | undefined }>();

  const masterKey = async (server: AdminServer, signal: AbortSignal): Promise<string | undefined> => {
    if (server.apiKey === undefined) return undefined;
    const { namespace } = server.instance;
    const { checksum, key, secret } = server.apiKey;
    const id = JSON.stringify([namespace, secret, key]);
    const before = keys.get(id);
    if (before !== undefined && before.checksum === checksum) return before.value;
    keys.delete(id);
    const bytes = await readSecret({ namespace, name: secret }, key, signal);
    const what = `key ${JSON.stringify(key)} of Secret/${namespace}/${secret}`;
    if (bytes === undefined || bytes.length === 0)
      throw refused(`the ${what}`, 'does not exist, or is empty: it is the key of the Admin API');
    const value = Buffer.from(bytes).toString('latin1');
    if (!HEADER_VALUE.test(value)) throw refused(`the ${what}`, 'has a line break or a blank at its end, which no request can carry');
    keys.set(id, { checksum: sha256(bytes), value });
    return value;
  };

  const authority = async (server: AdminServer, signal: AbortSignal): Promise<AdminCredentials['tls']> => {
    if (server.tlsSecret === undefined) return undefined;
    const { namespace } = server.instance;
    const id = JSON.stringify([namespace, server.tlsSecret]);
    let known = authorities.get(id);
    if (known === undefined || clock.monotonic() - known.at >= AUTHORITY_MS) {
      const bytes = await readSecret({ namespace, name: server.tlsSecret }, 'ca.crt', signal);
      known = { at: clock.monotonic(), ca: bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8') };
      authorities.set(id, known);
    }
    return known.ca === undefined ? {} : { ca: known.ca };
  };

  return {
    of: async (server, signal) => {
      const apiKey = await masterKey(server, signal);
      const tls = await authority(server, signal);
      return { ...(apiKey === undefined ? {} : { apiKey }), ...(tls === undefined ? {} : { tls }) };
    },
    forget: ({ instance, tlsSecret }) => {
      if (tlsSecret !== undefined) authorities.delete(JSON.stringify([instance.namespace, tlsSecret]));
    },
  };
}
