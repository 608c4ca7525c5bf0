/** An answer that is not yet sent. */
export interface Answer {
  readonly status: number;
  /** Content type of the body. */
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** 200 with a line of text, as health checks answer. */
export function textAnswer(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body, headers: { 'X-Content-Type-Options': 'nosniff' } };
}

/** What the server says to a path that nobody serves. */
export function pageNotFound(): Answer {
  return textAnswer(404, '404 page not found\n');
}
