import { isJsonObject } from '../../kernel/json.ts';
import type { ApiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';

/** Where a list goes on. */
export interface ListPosition {
  /** The version of the whole list; undefined: whatever is there now (a consistent list is no longer possible). */
  readonly version: number | undefined;
  /** The key of the last object given: `name` in a list of one namespace or of a cluster-scoped type, else `namespace/name`. */
  readonly after: string;
}

const TOKEN_VERSION = 'meta.k8s.io/v1';
/** Comes after a key and before every key that continues it. */
const NEXT = '\0';

/** The token of a position: the API server's own form (apiserver, `storage/continue.go`), opaque to clients. */
export function continueToken({ version, after }: ListPosition): string {
  const start = `${version === undefined ? '' : '/'}${after}${NEXT}`;
  return Buffer.from(JSON.stringify({ v: TOKEN_VERSION, rv: version ?? -1, start })).toString('base64url');
}

function invalid(why: string): ApiFailure {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

function parsed(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown;
  } catch {
    throw invalid('invalid character in the encoded value');
  }
}

/** Reads a token. Throws 400 where it is none. */
export function readContinueToken(token: string): ListPosition {
  const value = parsed(token);
  const { v, rv = 0, start = '' } = isJsonObject(value) ? value : {};
  if (v !== TOKEN_VERSION) throw invalid(`server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`);
  if (rv === 0 || typeof rv !== 'number') throw invalid(`incorrect encoded start resourceVersion (version ${TOKEN_VERSION})`);
  if (start === '' || typeof start !== 'string') throw invalid(`encoded start key empty (version ${TOKEN_VERSION})`);
  if (start.split('/').includes('..')) throw invalid(start);
  const key = start.startsWith('/') ? start.slice(1) : start;
  return { version: rv < 0 ? undefined : rv, after: key.endsWith(NEXT) ? key.slice(0, -1) : key };
}
