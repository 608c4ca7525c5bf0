import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a route says. */
export interface MarieAnswer {
  readonly status: number;
  /** Absent: no body at all. */
  readonly json?: unknown;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What no route takes. */
export const NOT_FOUND: MarieAnswer = { status: 404, json: { detail: 'Not Found' } };

/** A method that a route does not take. */
export function notAllowed(allow: string): MarieAnswer {
  return { status: 405, json: { detail: 'Method Not Allowed' }, headers: { allow } };
}

/** A successful answer in the gateway's envelope. */
export function ok(result: unknown): MarieAnswer {
  return { status: 200, json: { status: 'OK', result } };
}

/** An error that comes as a success. */
export function okError(message: string, code: string): MarieAnswer {
  return { status: 200, json: { status: 'error', message, code } };
}

/** An error that nobody caught. */
export function internalError(detail: string): MarieAnswer {
  return { status: 500, json: { status: 'error', message: 'Internal server error', detail } };
}

/** The whole body of a request as text. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends an answer. */
export function send(response: ServerResponse, { headers = {}, html, json, status }: MarieAnswer): void {
  if (json !== undefined) response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
  else if (html !== undefined) response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);
  else response.writeHead(status, headers).end();
}
