import { createHmac, timingSafeEqual } from 'node:crypto';
import { isJsonObject } from '../../kernel/json.ts';

/** What a service account's token says (claims of Kubernetes' bound tokens). Times in seconds since the epoch. */
export interface TokenClaims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: NamedUid;
    readonly pod?: NamedUid;
    readonly node?: NamedUid;
    readonly secret?: NamedUid;
  };
  readonly nbf: number;
  readonly sub: string;
}

/** An object as a token names it. */
export interface NamedUid {
  readonly name: string;
  readonly uid: string;
}

/** Who issues tokens, and the audience of the API server itself. */
export const ISSUER = 'https://kubernetes.default.svc';

const HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'sandbox' })).toString('base64url');

function signature(content: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

/** A signed JWT. Real clusters sign with a private key; here server and issuer are one, so a secret is enough. */
export function signToken(claims: TokenClaims, key: Buffer): string {
  const content = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${content}.${signature(content, key).toString('base64url')}`;
}

/** The claims of a token that was signed with this key; undefined for anything else. Neither times nor objects are looked at. */
export function readToken(token: string, key: Buffer): TokenClaims | undefined {
  const end = token.lastIndexOf('.');
  const content = token.slice(0, end);
  if (!content.startsWith(`${HEADER}.`)) return undefined;
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const expected = signature(content, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims: unknown = JSON.parse(Buffer.from(content.slice(HEADER.length + 1), 'base64url').toString());
  return isJsonObject(claims) ? (claims as unknown as TokenClaims) : undefined;
}
