import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ProgramContext } from './program.ts';
import { requestOver } from './request-over.ts';

/** What a program sends to another one. */
export interface InClusterRequest {
  /** Default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Default: the context's. */
  readonly signal?: AbortSignal;
}

const WITHOUT_BODY = new Set([204, 205, 304]);

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  return headers;
}

/**
 * `fetch` for programs: asks another one by its in-cluster address (`http://name.namespace.svc:8080/path`). One connection for each
 * request, no redirects. Rejects where nobody is reached (code ENOTFOUND or ECONNREFUSED) or the connection breaks.
 */
export async function fetchInCluster(
  context: Pick<ProgramContext, 'connect' | 'signal'>,
  url: string | URL,
  { method = 'GET', headers = {}, body, signal = context.signal }: InClusterRequest = {},
): Promise<Response> {
  const { protocol, hostname, port, pathname, search, host } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`${protocol} is neither http: nor https:`);
  signal.throwIfAborted();
  const number = port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
  const connection = await context.connect(hostname.replace(/^\[|\]$/g, ''), number);
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
  const request = requestOver({
    connection,
    protocol,
    method,
    path: `${pathname}${search}`,
    headers: { host, connection: 'close', ...length, ...headers },
  });
  const onAbort = (): void => {
    request.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  connection.once('close', () => signal.removeEventListener('abort', onAbort));
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end(bytes);
  });
  // Later failures show in the body.
  request.on('error', () => {});
  const status = answer.statusCode ?? 500;
  const init = { status, statusText: answer.statusMessage ?? '', headers: headersOf(answer) };
  if (WITHOUT_BODY.has(status) || method === 'HEAD') {
    answer.resume();
    return new Response(null, init);
  }
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, init);
}
