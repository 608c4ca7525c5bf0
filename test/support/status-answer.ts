import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** `metav1.Status` of a failure. */
export interface StatusBody {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure';
  readonly reason: string;
  readonly code: number;
  readonly message: string;
}

/** Makes the Status that an API server would answer with. */
export function statusBody(code: number, reason: string, message: string): StatusBody {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, code, message };
}

/** Answers with any JSON. */
export function answerJson(response: ServerResponse, code: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers with a failure Status. */
export function answerStatus(response: ServerResponse, code: number, reason: string, message: string, headers?: OutgoingHttpHeaders): void {
  answerJson(response, code, statusBody(code, reason, message), headers);
}
