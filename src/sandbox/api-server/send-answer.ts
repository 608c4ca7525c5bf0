import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Answer } from './answers/answer.ts';

/** Text of a `Warning` header (RFC 7234, 5.5): code 299, no agent, quoted. Control characters would end the header. */
function warningHeader(text: string): string {
  const clean = text.replaceAll(/\p{Cc}/gu, ' ');
  return `299 - "${clean.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Header values are bytes: text goes in as its UTF-8 bytes. */
function headerBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Headers of every answer. */
export function startHeaders(response: ServerResponse): void {
  response.setHeader('Audit-Id', randomUUID());
  response.setHeader('Cache-Control', 'no-cache, private');
}

/** Sets the headers for warnings, each text once. */
export function setWarnings(response: ServerResponse, warnings: readonly string[]): void {
  if (warnings.length > 0)
    response.setHeader(
      'Warning',
      [...new Set(warnings)].map((text) => headerBytes(warningHeader(text))),
    );
}

/** Sends an answer with the warnings that came up. The body is left out for HEAD. */
export function sendAnswer(response: ServerResponse, answer: Answer, warnings: readonly string[], method: string | undefined): void {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, headerBytes(value));
  setWarnings(response, warnings);
  response.statusCode = answer.status;
  if (answer.status === 304) {
    response.end();
    return;
  }
  if (answer.body !== '' || answer.status >= 400) response.setHeader('Content-Type', answer.type);
  response.setHeader('Content-Length', Buffer.byteLength(answer.body));
  response.end(method === 'HEAD' ? undefined : answer.body);
}
