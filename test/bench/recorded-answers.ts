import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ApiRequest } from '../support/api-request.ts';
import type { Copies, CopiedKind } from './copies.ts';

/** Written at once: as much as one TLS record holds. */
const PIECE = 16 * 1024;
const BOOKMARK_MS = 30_000;

async function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

/** Writes lines as fast as they are read. False when the reader went away. */
async function pour(response: ServerResponse, texts: Iterable<string>): Promise<boolean> {
  let piece = '';
  const write = async (): Promise<void> => {
    const isTaken = response.write(piece);
    piece = '';
    if (!isTaken && !response.destroyed) await drained(response);
  };
  for (const text of texts) {
    piece += text;
    if (piece.length >= PIECE) await write();
    if (response.destroyed) return false;
  }
  if (piece !== '') await write();
  return !response.destroyed;
}

function bookmark({ apiVersion, kind }: CopiedKind, version: string, isEndOfList: boolean): string {
  const annotations = isEndOfList ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const object = { kind, apiVersion, metadata: { resourceVersion: version, creationTimestamp: null, ...annotations } };
  return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`;
}

function* added(copies: Copies, kind: CopiedKind, namespace: string | undefined): Generator<string, void, undefined> {
  for (let copy = 0; copy < copies.count; copy += 1) {
    if (namespace !== undefined && copies.placeOf(copy).namespace !== namespace) continue;
    for (const object of kind.objectsOf(copy)) yield `{"type":"ADDED","object":${object}}\n`;
  }
}

/** A watch: all copies first where they are asked for, then a bookmark now and then until its time is over. */
export async function answerWatch(response: ServerResponse, request: ApiRequest, copies: Copies, kind: CopiedKind): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  if (request.query.get('sendInitialEvents') === 'true') {
    if (!(await pour(response, added(copies, kind, request.namespace)))) return;
    response.write(bookmark(kind, copies.version, true));
  }
  const ticking = setInterval(() => response.write(bookmark(kind, copies.version, false)), BOOKMARK_MS);
  const over = setTimeout(() => response.end(), Number(request.query.get('timeoutSeconds') ?? '1800') * 1000);
  await once(response, 'close');
  clearInterval(ticking);
  clearTimeout(over);
}

function* page(copies: Copies, kind: CopiedKind, from: number, to: number): Generator<string, void, undefined> {
  const token = to < copies.count ? { continue: String(to), remainingItemCount: (copies.count - to) * kind.each } : {};
  const metadata = { resourceVersion: copies.version, ...token };
  yield `{"kind":"${kind.kind}List","apiVersion":"${kind.apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`;
  let comma = '';
  for (let copy = from; copy < to; copy += 1) {
    for (const object of kind.objectsOf(copy)) {
      yield comma + object;
      comma = ',';
    }
  }
  yield ']}';
}

/** A list over all namespaces, in pages of whole instances. */
export async function answerList(response: ServerResponse, { query }: ApiRequest, copies: Copies, kind: CopiedKind): Promise<void> {
  const limit = Number(query.get('limit') ?? '0');
  const from = Number(query.get('continue') ?? '0');
  const to = limit === 0 ? copies.count : Math.min(copies.count, from + Math.max(1, Math.floor(limit / kind.each)));
  response.writeHead(200, { 'content-type': 'application/json' });
  if (await pour(response, page(copies, kind, from, to))) response.end();
}
