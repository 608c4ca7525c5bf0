import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

function headLines(headers: OutgoingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${String(one)}\r\n`),
  );
  return lines.join('');
}

/** Writes the head of an answer onto a socket that was taken from the HTTP server. */
export function writeRawHead(socket: Duplex, code: number, headers: OutgoingHttpHeaders): void {
  socket.write(`HTTP/1.1 ${String(code)} ${STATUS_CODES[code] ?? ''}\r\n${headLines(headers)}\r\n`);
}

/** Refuses an upgrade in plain text, as a kubelet does, and ends the connection. */
export function refuseUpgrade(socket: Duplex, code: number, text: string, headers: OutgoingHttpHeaders = {}): void {
  const body = text === '' ? '' : `${text}\n`;
  const type = text === '' ? {} : { 'Content-Type': 'text/plain; charset=utf-8' };
  writeRawHead(socket, code, { ...type, ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' });
  socket.end(body);
}

/** The values of a header that may come several times, or as a list. */
export function headerList(request: IncomingMessage, name: string): readonly string[] {
  const values = request.headersDistinct[name] ?? [];
  return values.flatMap((value) => value.split(',')).flatMap((value) => (value.trim() === '' ? [] : [value.trim()]));
}
