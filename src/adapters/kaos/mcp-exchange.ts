import type { ServiceStream } from '../../cluster/service-caller.ts';
import { isApiError } from '../../cluster/api-error.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { McpToolsError, type McpEndpoint } from '../../reconcile/kaos/mcp-tools.ts';
import { errorWords } from './error-words.ts';
import type { KaosOutside } from './kaos-outside.ts';
import { oneLine } from './one-line.ts';
import { readText } from './read-text.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** What was agreed on with a server. */
export interface McpSession {
  /** Absent: the server keeps no sessions. */
  readonly id?: string;
  readonly protocolVersion?: string;
}

/** One message to a server. */
export interface McpMessage {
  readonly method: string;
  /** Absent: a notification, which has no answer. */
  readonly id?: number;
  readonly params?: JsonObject;
}

/** What came back. */
export interface McpAnswer {
  /** The session that the server opened with it. */
  readonly sessionId?: string;
  /** Of a notification there is none. */
  readonly result?: JsonObject;
}

/** The server does not know the session (any more): it wants a new one. */
export class McpSessionLost extends Error {
  override readonly name = 'McpSessionLost';
}

/** Sends one message. Fails with an McpToolsError or an McpSessionLost; an abort throws the signal's reason. */
export type McpExchange = (server: McpEndpoint, session: McpSession, message: McpMessage, signal: AbortSignal) => Promise<McpAnswer>;

/** For the head of an answer. The body has to come before the caller's signal. */
const TIMEOUT_MS = 10_000;

/** A server must be offered both, also where it always answers with one of them; else it says 406. */
const ACCEPT = 'application/json, text/event-stream';

function protocolError(server: McpEndpoint, message: McpMessage, what: string, cause?: unknown): McpToolsError {
  return new McpToolsError('Protocol', `${server.name}${server.path}: ${message.method}: ${what}`, { cause });
}

/** The answer among messages of a server: it may send notifications and requests of its own before it. */
function answerIn(sent: unknown, id: number): JsonObject | undefined {
  const messages: readonly unknown[] = Array.isArray(sent) ? sent : [sent];
  return messages.filter(isJsonObject).find((each) => each['id'] === id && ('result' in each || 'error' in each));
}

async function answerOf(head: ServiceStream, id: number): Promise<JsonObject | undefined> {
  const chunks = head.stream as AsyncIterable<Uint8Array>;
  if (!(head.headers['content-type'] ?? '').startsWith('text/event-stream')) return answerIn(JSON.parse(await readText(chunks)), id);
  for await (const { data } of serverSentEvents(chunks)) {
    // A stream may stay open behind the answer: it is not read to its end.
    const found = data === '' ? undefined : answerIn(JSON.parse(data), id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a server with a slash behind its path sends its clients. */
function isOtherSpelling(head: ServiceStream, path: string): boolean {
  const { location } = head.headers;
  if ((head.status !== 307 && head.status !== 308) || location === undefined) return false;
  return URL.parse(location, 'http://any')?.pathname.endsWith(`${path}/`) === true;
}

/** Exchanges over the streamable HTTP transport of the Model Context Protocol (2025-03-26 and later). */
export function createMcpExchange(outside: KaosOutside): McpExchange {
  const exchange = async (server: McpEndpoint, session: McpSession, message: McpMessage, signal: AbortSignal): Promise<McpAnswer> => {
    const { id, method, params } = message;
    const { namespace, name, port, path } = server;
    const head = await outside.services.open(
      { namespace, name, port },
      {
        method: 'POST',
        path,
        headers: {
          accept: ACCEPT,
          'content-type': 'application/json',
          ...(session.id !== undefined && { 'mcp-session-id': session.id }),
          ...(session.protocolVersion !== undefined && { 'mcp-protocol-version': session.protocolVersion }),
        },
        body: JSON.stringify({ jsonrpc: '2.0', ...(id !== undefined && { id }), method, ...(params !== undefined && { params }) }),
        timeoutMs: TIMEOUT_MS,
        signal,
      },
    );
    const onAbort = (): void => void head.stream.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const { status } = head;
      if (isOtherSpelling(head, path)) return await exchange({ ...server, path: `${path}/` }, session, message, signal);
      if (status === 404 && session.id !== undefined) throw new McpSessionLost(`${name}${path}: ${method}: the session is gone`);
      if (status < 200 || status > 299) {
        const words = errorWords(await readText(head.stream as AsyncIterable<Uint8Array>));
        const told = `${String(status)}: ${words ?? 'no explanation'}`;
        if (status === 401 || status === 403) throw new McpToolsError('Unauthorized', `${name}${path}: ${method}: ${told}`);
        throw protocolError(server, message, told);
      }
      const given = head.headers['mcp-session-id'];
      const opened = typeof given === 'string' ? { sessionId: given } : {};
      if (id === undefined) return opened;
      const answer = await answerOf(head, id);
      if (answer === undefined) throw protocolError(server, message, `${String(status)}, but no answer to the request`);
      const { error, result } = answer;
      if (isJsonObject(error)) {
        const words = typeof error['message'] === 'string' ? oneLine(error['message']) : 'an error without words';
        throw protocolError(server, message, words);
      }
      if (!isJsonObject(result)) throw protocolError(server, message, 'the result is no object');
      return { ...opened, result };
    } finally {
      signal.removeEventListener('abort', onAbort);
      head.stream.on('error', () => {});
      head.stream.destroy();
    }
  };

  return async (server, session, message, signal) => {
    signal.throwIfAborted();
    try {
      return await exchange(server, session, message, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof McpToolsError || error instanceof McpSessionLost) throw error;
      if (isApiError(error)) throw new McpToolsError('Unreachable', error.message, { cause: error });
      if (error instanceof SyntaxError) throw protocolError(server, message, 'the answer is no JSON', error);
      // A connection that broke while the body came.
      throw new McpToolsError('Unreachable', `${server.name}${server.path}: ${message.method}: the answer broke off`, { cause: error });
    }
  };
}
