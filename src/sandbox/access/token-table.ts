import type { Requester } from '../requests/requester.ts';
import { ISSUER } from './service-account-token.ts';
import type { ServiceAccountTokens, TokenVerdict } from './service-account-tokens.ts';

/** A user whose token stands in a table. */
export interface TokenUser {
  readonly name: string;
  readonly uid?: string;
  /** Without `system:authenticated`, which everybody gets. */
  readonly groups?: readonly string[];
}

/** The bearer tokens that the server knows: those of the table, which may grow at any time, and those of service accounts. */
export interface TokenTable {
  add(token: string, user: TokenUser): void;
  remove(token: string): void;
  /** `audiences`: whom the token must be meant for. Default: the API server. Tokens of the table are for the API server only. */
  verify(token: string, audiences?: readonly string[]): TokenVerdict;
}

/** A table that knows these tokens at first. */
export function createTokenTable(users: Readonly<Record<string, TokenUser>>, serviceAccounts: ServiceAccountTokens): TokenTable {
  const table = new Map<string, Requester>();
  const add = (token: string, { groups = [], ...user }: TokenUser): void => {
    table.set(token, { ...user, groups: [...groups, 'system:authenticated'] });
  };
  for (const [token, user] of Object.entries(users)) add(token, user);
  return {
    add,
    remove: (token) => {
      table.delete(token);
    },
    verify: (token, audiences = [ISSUER]) => {
      const requester = table.get(token);
      if (requester === undefined) return serviceAccounts.verify(token, audiences);
      return audiences.includes(ISSUER) ? { requester, audiences: [ISSUER] } : { why: '' };
    },
  };
}
