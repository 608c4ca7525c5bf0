import type { Credential, Credentials } from './credentials.ts';

/** A credential that never changes: a token, a password, or none. */
export function fixedCredentials(credential: Credential): Credentials {
  return { current: () => credential, renew: async () => false, close: () => {} };
}
