import type { IncomingMessage } from 'node:http';
import { openUpstream } from './proxy-upstream.ts';

/** What a server answered, taken as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body parsed as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** What to send besides method and path. */
export interface RawRequest {
  /** A string goes as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Content type of the body. Default `application/json`. */
  readonly type?: string;
  /** Default `application/json`. */
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests past our own client: for what a server really says. Plain JSON, no retries, no defaults. */
export interface RawClient {
  request(method: string, path: string, request?: RawRequest): Promise<RawAnswer>;
  /**
   * Opens a watch (the path must ask for one) and gives the parsed lines as they come. The iterator ends with the stream; `return()` of it
   * closes the connection. Throws with the answer's text where the head is not 200.
   */
  lines(path: string, accept?: string): AsyncGenerator<unknown, void, void>;
  close(): void;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) text += String(chunk);
  return text;
}

/** A raw client with the server and the credentials of a kubeconfig file. */
export async function rawClient(kubeconfig: string): Promise<RawClient> {
  const upstream = await openUpstream(kubeconfig);
  const never = new AbortController().signal;
  return {
    close: () => upstream.close(),
    async request(method, path, { body, type = 'application/json', accept = 'application/json', headers = {} } = {}) {
      const bytes = Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
      const sent = { accept, ...(body === undefined ? {} : { 'content-type': type }), 'content-length': String(bytes.length), ...headers };
      const answer = await upstream.send(method, path, sent, bytes, never);
      const text = await textOf(answer);
      return { status: answer.statusCode ?? 0, headers: answer.headers, text, json: parsed(text) };
    },
    async *lines(path, accept = 'application/json') {
      const end = new AbortController();
      try {
        const answer = await upstream.send('GET', path, { accept }, Buffer.alloc(0), end.signal);
        if (answer.statusCode !== 200) throw new Error(`${String(answer.statusCode)} ${await textOf(answer)}`);
        let rest = '';
        answer.setEncoding('utf8');
        for await (const chunk of answer) {
          const parts = (rest + String(chunk)).split('\n');
          rest = parts.pop() ?? '';
          for (const part of parts) if (part !== '') yield JSON.parse(part) as unknown;
        }
      } finally {
        end.abort();
      }
    },
  };
}
