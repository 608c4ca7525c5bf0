import type { RequestInfo } from './request-info.ts';
import type { Requester } from './requester.ts';

/** A request that was answered (a watch: whose head was sent). */
export interface AnsweredRequest {
  readonly info: RequestInfo;
  /** undefined: the credentials were wrong. */
  readonly requester: Requester | undefined;
  /** The HTTP status; 0 where a fault kept the answer back. */
  readonly code: number;
  readonly userAgent: string;
}

/** Is told of every request. */
export interface RequestJournal {
  record(request: AnsweredRequest): void;
}
