import { ApiError } from '../api-error.ts';

/** Headers of one connection and of the body's length: the client writes them itself. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A token of RFC 9110 §5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What Node refuses in a header's value (it throws while the request is made). */
const BAD_VALUE = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/**
 * A caller's headers as a flat list. Those of the connection are left out. Throws `BadRequest` for `host` and for what cannot be sent; the
 * value, which may be a key, is not told.
 */
export function outgoingHeaders(headers: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!NAME.test(name)) throw new ApiError({ reason: 'BadRequest', message: `"${name}" is no name of a header` });
    if (BAD_VALUE.test(value))
      throw new ApiError({ reason: 'BadRequest', message: `header ${name}: its value has characters that no header may have` });
    if (name.toLowerCase() === 'host')
      throw new ApiError({ reason: 'BadRequest', message: 'header host: it is that of the Service and cannot be chosen' });
    return OF_THE_CONNECTION.has(name.toLowerCase()) ? [] : [name, value];
  });
}

/** Whether a header of that name is there, in any case. */
export function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((entry, index) => index % 2 === 0 && entry.toLowerCase() === name);
}
