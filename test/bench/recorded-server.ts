import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseApiRequest, type ApiRequest } from '../support/api-request.ts';
import { openUpstream, type ProxyUpstream } from '../support/proxy-upstream.ts';
import { makeCertificate } from '../support/test-certificates.ts';
import { copiesOf, type Copies } from './copies.ts';
import { answerList, answerWatch } from './recorded-answers.ts';
import type { RecordedCounts, RecordedServerQuestion } from './recorded-server-process.ts';
import { record } from './recording.ts';

/** What was asked since the last look. */
interface Seen {
  readonly requests: Map<string, number>;
  /** All that was written until that look. */
  readonly bytesBefore: number;
  peakConnections: number;
  firstListAt: number | undefined;
  firstRefused: string | undefined;
}

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

const KEEP_ALIVE_MS = 90_000;

function emptySeen(connections: number, bytesBefore: number): Seen {
  return { requests: new Map(), bytesBefore, peakConnections: connections, firstListAt: undefined, firstRefused: undefined };
}

function nameOf({ verb, resource, subresource, path: url }: ApiRequest): string {
  return `${verb} ${resource === '' ? url : resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code });
  response.writeHead(code, { 'content-type': 'application/json' }).end(body);
}

/** What the copies do not answer goes to the sandbox of the recording: discovery, leases, empty kinds. */
async function forward(upstream: ProxyUpstream, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await bodyOf(request);
  const answer = await upstream.send(request.method ?? 'GET', request.url ?? '/', request.headers, body, gone.signal);
  const { 'transfer-encoding': _encoding, connection: _connection, 'keep-alive': _keepAlive, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers);
  response.flushHeaders();
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

async function serve(copies: Copies, recording: Awaited<ReturnType<typeof record>>): Promise<void> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'aistack-recorded-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const { cert, key, certFile } = makeCertificate(dir, 'recorded');
  const upstream = await openUpstream(recording.kubeconfig);
  const sockets = new Set<Socket>();
  let writtenByClosed = 0;
  const written = (): number => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, writtenByClosed);
  let seen = emptySeen(0, 0);
  /** What the one MAIA server said stands for what all would say. */
  const told = new Map<string, Answered>();
  const { url: statisticsUrl, body: statistics } = recording.statistics;
  told.set(statisticsUrl, { status: 200, type: 'application/json', body: Buffer.from(statistics) });

  const throughPorts = async (request: IncomingMessage, url: string, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = request;
    const ask = async (): Promise<Answered> => {
      const answer = await upstream.send(method, url, headers, Buffer.alloc(0), new AbortController().signal);
      return { status: answer.statusCode ?? 502, type: answer.headers['content-type'] ?? '', body: await bodyOf(answer) };
    };
    const known = told.get(url) ?? (await ask());
    if (known.status === 200) told.set(url, known);
    const { status, type, body } = known;
    response.writeHead(status, { 'content-type': type }).end(body);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = request;
    const asked = parseApiRequest(method, url, headers['content-type']);
    seen.requests.set(nameOf(asked), (seen.requests.get(nameOf(asked)) ?? 0) + 1);
    const kind = copies.kindOf(asked.group, asked.resource);
    if (asked.subresource === 'proxy' && method === 'GET' && asked.namespace?.startsWith('cached-') === true) {
      const recorded = url.replace(
        /namespaces\/[^/]+\/services\/((?:https?:)?)m\d+/,
        `namespaces/${recording.namespace}/services/$1${recording.name}`,
      );
      return throughPorts(request, recorded, response);
    }
    // Looked up by name, it is none of the copies: an operator's own Deployment.
    const isLookUp = asked.query.get('fieldSelector')?.startsWith('metadata.name=') === true;
    if (kind === undefined || isLookUp) return forward(upstream, request, response);
    if (asked.query.has('fieldSelector') || asked.query.has('labelSelector')) {
      return refuse(response, 400, 'BadRequest', 'a recorded list knows no selectors');
    }
    if (asked.verb === 'watch' || asked.verb === 'list') seen.firstListAt ??= Date.now();
    if (asked.verb === 'watch') return answerWatch(response, asked, copies, kind);
    if (asked.verb === 'list') return answerList(response, asked, copies, kind);
    // Counted as what it is: none is expected.
    const body = (await bodyOf(request)).toString('utf8');
    seen.firstRefused ??= `${method} ${url} ${body}`;
    return refuse(response, 403, 'Forbidden', `a recorded list takes no ${asked.verb}`);
  };

  const server = createServer({ cert, key, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'InternalError', error instanceof Error ? error.message : String(error));
    });
  });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    seen.peakConnections = Math.max(seen.peakConnections, sockets.size);
    socket.once('close', () => {
      sockets.delete(socket);
      writtenByClosed += socket.bytesWritten;
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const kubeconfig = path.join(dir, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'recorded', cluster: { server: `https://127.0.0.1:${String(port)}`, 'certificate-authority': certFile } }],
    users: [{ name: 'recorded', user: { token: 'recorded' } }],
    contexts: [{ name: 'recorded', context: { cluster: 'recorded', user: 'recorded' } }],
    'current-context': 'recorded',
  };
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });

  process.on('message', (question: RecordedServerQuestion) => {
    if (question !== 'counts') return;
    const { requests, bytesBefore, peakConnections, firstListAt, firstRefused } = seen;
    const counts: RecordedCounts = {
      requests: Object.fromEntries([...requests].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      bytes: written() - bytesBefore,
      peakConnections,
      ...(firstListAt === undefined ? {} : { firstListAt }),
      ...(firstRefused === undefined ? {} : { firstRefused }),
    };
    seen = emptySeen(sockets.size, written());
    process.send?.(counts);
  });
  process.send?.(kubeconfig);
}

const recording = await record();
process.once('disconnect', () => void recording.close().finally(() => process.exit()));
await serve(copiesOf(recording, Number(process.argv[2])), recording);
