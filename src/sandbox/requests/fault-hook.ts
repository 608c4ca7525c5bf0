import type { RequestInfo } from './request-info.ts';
import type { Requester } from './requester.ts';

/** What happens inside a watch stream in place of the next event. */
export type StreamFault =
  /** The stream ends cleanly. */
  | 'cut'
  /** Nothing is sent any more, the connection stays open. */
  | 'stall'
  /** A line that is no JSON, then the stream goes on. */
  | 'garbage'
  /** Half a line, then the stream ends. */
  | 'truncate'
  /** An ERROR event with code 410, then the stream ends. */
  | 'expired'
  /** The connection is reset. */
  | 'reset';

/** What the server does to a request instead of, or besides, answering it. */
export type FaultAction =
  /** Waits, on the server's clock, and goes on: with `next`, or with the true answer. */
  | { readonly do: 'delay'; readonly ms: number; readonly next?: FaultAction }
  /** A failure Status; nothing is carried out. */
  | {
      readonly do: 'status';
      readonly code: number;
      readonly reason: string;
      readonly message?: string;
      /** Sent as `Retry-After` and in `details`. */
      readonly retryAfterSeconds?: number;
    }
  /** The connection is reset; nothing is carried out. */
  | { readonly do: 'reset' }
  /** The request is carried out, then the connection is reset before a byte of the answer. */
  | { readonly do: 'lose-answer' }
  /** Nothing is carried out and nothing is ever sent. */
  | { readonly do: 'silent' }
  /** 502 with a page of HTML, as from a proxy in between; nothing is carried out. */
  | { readonly do: 'garbage' }
  /** The watch is served, and meets its fault once `after` events (bookmarks count) were sent. Without effect on other requests. */
  | { readonly do: 'break-watch'; readonly after: number; readonly by: StreamFault };

/** Asked once for each request that is authenticated and allowed, before it is carried out. */
export interface FaultHook {
  before(info: RequestInfo, requester: Requester): FaultAction | undefined;
}
