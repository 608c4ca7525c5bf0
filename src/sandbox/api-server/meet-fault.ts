import type { ServerResponse } from 'node:http';
import type { Clock } from '../../kernel/clock.ts';
import { apiFailure } from '../failures/api-failure.ts';
import type { FaultAction } from '../requests/fault-hook.ts';
import { type Answer } from './answers/answer.ts';
import { failureAnswer } from './answers/render.ts';

/** What became of a request that met a fault. */
export type FaultOutcome =
  /** It is carried out; `fault` has still to be met (inside a watch, or instead of the answer). */
  | { readonly go: true; readonly fault?: FaultAction }
  /** It is not; undefined: nothing is to be sent. */
  | { readonly go: false; readonly answer?: Answer };

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n';

/** Breaks a connection without a word: neither TLS nor HTTP say that it ends (a TLS socket cannot send a reset). */
export function resetConnection(response: ServerResponse): void {
  response.socket?.destroy();
  response.destroy();
}

function statusAnswer({ code, reason, message, retryAfterSeconds }: Extract<FaultAction, { do: 'status' }>): Answer {
  const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
  return failureAnswer(apiFailure(code, reason, message ?? `the sandbox was told to answer ${String(code)}`, details).status);
}

/** Lets a request meet its fault before it is carried out. A client that goes away ends the wait. */
export async function meetFault(action: FaultAction | undefined, response: ServerResponse, clock: Clock): Promise<FaultOutcome> {
  switch (action?.do) {
    case 'delay': {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(action.ms, resolve);
        response.once('close', () => {
          cancel();
          resolve();
        });
      });
      return meetFault(action.next, response, clock);
    }
    case 'status':
      return { go: false, answer: statusAnswer(action) };
    case 'reset':
      resetConnection(response);
      return { go: false };
    case 'silent':
      return { go: false };
    case 'garbage':
      return { go: false, answer: { status: 502, type: 'text/html', body: HTML } };
    default:
      return { go: true, ...(action === undefined ? {} : { fault: action }) };
  }
}
