import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseApiRequest } from './api-request.ts';
import { startHttpTestServer } from './http-test-server.ts';
import { hasLoopAccounts, writeOperatorKubeconfig } from './operator-kubeconfig.ts';
import type { ProxiedRequest, ProxyFault, ProxyRule } from './proxy-faults.ts';
import { proxyRules } from './proxy-faults.ts';
import { openUpstream } from './proxy-upstream.ts';
import { answerStatus } from './status-answer.ts';

/** A request that came through, with what became of it. */
export interface RecordedRequest extends ProxiedRequest {
  /** HTTP status passed to the client; 0 where the connection was reset, undefined while the answer is still under way. */
  status: number | undefined;
  /** Bytes of the answer's body so far. */
  bytes: number;
}

/**
 * A reverse proxy before the real API server, over plain HTTP on loopback, with the credentials of the kubeconfig it was given.
 * It records every request and misbehaves where a rule says so. Upgrades (exec, port-forward) do not pass.
 */
export interface FaultProxy {
  readonly url: string;
  /** A kubeconfig file that points at the proxy. */
  readonly kubeconfig: string;
  /** All requests since the start or the last `reset()`, in the order they came. */
  readonly requests: readonly RecordedRequest[];
  /** How many requests there were, by `verb resource` (`apply deployments`, `update widgets/status`). */
  counts(): Readonly<Record<string, number>>;
  count(when: (request: RecordedRequest) => boolean): number;
  /** Resolves with the first request that fits and whose answer's head was passed on (or that was reset); looks at past ones first. */
  answered(when: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  reset(): void;
  /** Makes requests that fit misbehave; the returned function takes the rule away. */
  inject(rule: ProxyRule): () => void;
  /** Resets every connection of every client. */
  dropConnections(): void;
  close(): Promise<void>;
}

interface Exchange {
  readonly record: RecordedRequest;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly fault: ProxyFault | undefined;
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** How many bytes of a chunk belong to the first `events` lines; undefined when it ends before. */
function endOfLines(chunk: Buffer, events: number): number | undefined {
  let end = 0;
  for (let line = 0; line < events; line += 1) {
    end = chunk.indexOf(10, end) + 1;
    if (end === 0) return undefined;
  }
  return end;
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (const byte of chunk) if (byte === 10) lines += 1;
  return lines;
}

function changed(body: Buffer, change: (value: unknown) => unknown): Buffer {
  return Buffer.from(JSON.stringify(change(JSON.parse(body.toString()))));
}

/** Starts it before the API server of a kubeconfig file. End it with `close()`. */
export async function startFaultProxy(kubeconfig: string): Promise<FaultProxy> {
  const upstream = await openUpstream(kubeconfig);
  const rules = proxyRules();
  const waiting = new Set<(record: RecordedRequest) => void>();
  let records: RecordedRequest[] = [];

  const settle = (record: RecordedRequest, status: number): void => {
    record.status = status;
    for (const look of waiting) look(record);
  };
  const reset = ({ record, response }: Exchange): void => {
    response.socket?.resetAndDestroy();
    settle(record, 0);
  };
  const passStream = async ({ record, response, fault }: Exchange, answer: IncomingMessage): Promise<void> => {
    response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
    settle(record, answer.statusCode ?? 502);
    let left = fault?.do === 'cut-watch' ? fault.after : Infinity;
    for await (const chunk of answer) {
      const end = left === Infinity ? undefined : endOfLines(chunk as Buffer, left);
      const part = end === undefined ? (chunk as Buffer) : (chunk as Buffer).subarray(0, end);
      record.bytes += part.length;
      response.write(part);
      if (end !== undefined) break;
      left -= countLines(part);
    }
    answer.destroy();
    response.end();
  };
  const passWhole = async (exchange: Exchange, answer: IncomingMessage): Promise<void> => {
    const { record, response, fault } = exchange;
    const whole = await readAll(answer);
    if (fault?.do === 'lose-answer') {
      reset(exchange);
      return;
    }
    if (fault?.do === 'hold-answer') await fault.until;
    const body = fault?.do === 'rewrite-answer' ? changed(whole, fault.change) : whole;
    record.bytes = body.length;
    const { 'transfer-encoding': _chunked, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': body.length }).end(body);
    settle(record, answer.statusCode ?? 502);
  };
  const pass = async (exchange: Exchange, body: Buffer): Promise<void> => {
    const { record, incoming, response, fault } = exchange;
    if (fault?.do === 'reset') {
      reset(exchange);
      return;
    }
    if (fault?.do === 'answer') {
      answerStatus(response, fault.code, fault.reason, fault.message ?? `injected: ${fault.reason}`, fault.headers);
      settle(record, fault.code);
      return;
    }
    if (fault?.do === 'hold') await fault.until;
    const sent = fault?.do === 'rewrite-request' ? changed(body, fault.change) : body;
    const gone = new AbortController();
    // A client that leaves ends its watch at the server too; a write that the server has begun goes through to its end.
    if (record.verb === 'watch') response.once('close', () => gone.abort());
    const answer = await upstream.send(record.method, incoming.url ?? '/', incoming.headers, sent, gone.signal);
    await (record.verb === 'watch' ? passStream(exchange, answer) : passWhole(exchange, answer));
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(incoming);
    const { 'content-type': contentType, 'user-agent': userAgent = '' } = incoming.headers;
    const request = parseApiRequest(incoming.method ?? 'GET', incoming.url ?? '/', contentType);
    const record: RecordedRequest = { ...request, body: body.toString(), userAgent, status: undefined, bytes: 0 };
    records.push(record);
    const exchange: Exchange = { record, incoming, response, fault: rules.take(record) };
    try {
      await pass(exchange, body);
    } catch {
      // The server ended the connection, or the client did: to the client it is the same.
      reset(exchange);
    }
  };

  const http = await startHttpTestServer((incoming, response) => {
    void serve(incoming, response).catch(() => response.socket?.destroy());
  });
  if (hasLoopAccounts(kubeconfig)) await writeOperatorKubeconfig(http.kubeconfig);
  return {
    ...http,
    get requests() {
      return records;
    },
    counts: () => {
      const counts: Record<string, number> = {};
      for (const { verb, resource, subresource, path } of records) {
        const what = resource === '' ? path : resource;
        const name = `${verb} ${subresource === undefined ? what : `${what}/${subresource}`}`;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    count: (when) => records.filter(when).length,
    answered: async (when) => {
      const past = records.find((record) => record.status !== undefined && when(record));
      if (past !== undefined) return past;
      return new Promise((resolve) => {
        const look = (record: RecordedRequest): void => {
          if (!when(record)) return;
          waiting.delete(look);
          resolve(record);
        };
        waiting.add(look);
      });
    },
    reset: () => {
      records = [];
    },
    inject: rules.add,
    close: async () => {
      await http.close();
      upstream.close();
    },
  };
}
