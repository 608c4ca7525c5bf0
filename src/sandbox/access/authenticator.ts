import type { Authenticator, ClientCertificate, Credentials } from '../requests/authenticator.ts';
import type { Requester } from '../requests/requester.ts';
import type { AccessCheck } from './access-check.ts';
import { createImpersonation } from './impersonation.ts';
import type { TokenTable } from './token-table.ts';

/** Who sends no credentials. */
export const ANONYMOUS: Requester = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

const BEARER = /^bearer (\S+)\s*$/iu;

function certificateUser({ name, groups, sha256 }: ClientCertificate): Requester {
  return {
    name,
    groups: [...groups, 'system:authenticated'],
    ...(sha256 === undefined ? {} : { extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${sha256}`] } }),
  };
}

/**
 * Client certificates first, then bearer tokens, as the server's union of authenticators: the first that succeeds decides, and one wrong
 * credential is a 401 only where no other is right. An `Authorization` of another scheme is as none.
 */
export function createAuthenticator(options: { readonly tokens: TokenTable; readonly check: AccessCheck }): Authenticator {
  const { tokens, check } = options;
  const impersonate = createImpersonation(check);
  return {
    authenticate: ({ headers, certificate }: Credentials) => {
      if (certificate?.trusted === true && certificate.name !== '') return certificateUser(certificate);
      const token = BEARER.exec(headers.authorization ?? '')?.[1];
      if (token === undefined) return certificate === undefined || certificate.trusted ? ANONYMOUS : undefined;
      const verdict = tokens.verify(token);
      return 'requester' in verdict ? verdict.requester : undefined;
    },
    impersonate,
  };
}
