import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a route says. */
export interface MaiaAnswer {
  readonly status: number;
  /** Absent: no body at all. */
  readonly json?: unknown;
  readonly text?: string;
}

/** A request as a route sees it. */
export interface MaiaRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Values of the `:names` in the route. */
  readonly params: Readonly<Record<string, string>>;
  /** The key that came with it. */
  readonly key: string;
  readonly tenantHeader: string;
  /** The parsed body; undefined where there is none or it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** An error of the admin and storage routes. */
export function failure(status: number, code: string, error: string): MaiaAnswer {
  return { status, json: { error, code } };
}

/** What no route takes. */
export const PAGE_NOT_FOUND: MaiaAnswer = { status: 404, text: '404 page not found' };

export const BAD_BODY: MaiaAnswer = failure(400, 'INVALID_INPUT', 'invalid request body');

/** Reads a request's body; undefined where it is no JSON object. */
export async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>> | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** Sends an answer with the headers that the server gives it. */
export function send(response: ServerResponse, { status, json, text }: MaiaAnswer): void {
  if (json !== undefined) response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(json));
  else if (text !== undefined) response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
  else response.writeHead(status).end();
}

/** The envelope of a list. An empty one is `null`, as Go writes a slice that was never made. */
export function listAnswer(data: readonly unknown[], offset: number, limit: number): MaiaAnswer {
  return { status: 200, json: { data: data.length === 0 ? null : data, count: data.length, offset, limit } };
}

/** A number of the query, as the server reads it: what is none or negative is the default. */
export function intQuery(query: URLSearchParams, name: string, byDefault: number): number {
  const text = query.get(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : byDefault;
}
