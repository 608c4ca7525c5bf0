import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What the stand-in tells of a request. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function tell(request: IncomingMessage, response: ServerResponse, body: string): void {
  const { method, url, headers } = request;
  response.writeHead(200, { 'content-type': 'application/json', 'x-mine': 'yes', 'set-cookie': ['a=1', 'b=2'] });
  response.end(JSON.stringify({ method, url, headers, body }));
}

/** By the last part of the path: answers that matter to a proxy; anything else is told what it asked. */
export function standInHttp(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  if (pathname.endsWith('/redirect')) response.writeHead(302, { location: searchParams.get('to') ?? '/' }).end();
  else if (pathname.endsWith('/hang-up')) request.socket.destroy();
  else if (pathname.endsWith('/page'))
    response.writeHead(200, { 'content-type': 'text/html' }).end('<a href="/x/y">l</a><a href="rel">r</a>');
  else if (pathname.endsWith('/broken')) response.writeHead(500, { 'x-mine': 'yes' }).end('broken');
  else if (pathname.endsWith('/nothing')) response.writeHead(204).end();
  else void text(request).then((body) => tell(request, response, body));
}
