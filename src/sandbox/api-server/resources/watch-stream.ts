import type { ServerResponse } from 'node:http';
import { expired } from '../../failures/common-failures.ts';
import type { StreamFault } from '../../requests/fault-hook.ts';
import { errorLine } from './event-text.ts';

/** A client that lets this many bytes pile up does not read: it is cut off, and will list anew. */
const BACKLOG = 16 * 1024 * 1024;

/** The body of a watch under way. */
export interface WatchStream {
  /** Sends a line, unless the stream has ended or its fault is due. */
  send(line: string): void;
  /** Ends the stream as a server does whose time is up. */
  end(): void;
  readonly ended: boolean;
}

/** A fault, and how many lines are sent before it. */
export interface StreamBreak {
  readonly after: number;
  readonly by: StreamFault;
}

/**
 * Sends the lines of a watch as they come. With `broken` the stream meets its fault in place of the line that follows the first `after`.
 * `onEnd` is called once, whoever ends it.
 */
export function watchStream(response: ServerResponse, broken: StreamBreak | undefined, onEnd: () => void): WatchStream {
  let sent = 0;
  let state: 'open' | 'stalled' | 'ended' = 'open';
  const finish = (): void => {
    if (state === 'ended') return;
    state = 'ended';
    onEnd();
  };
  const end = (text = ''): void => {
    if (state === 'ended') return;
    finish();
    response.end(text);
  };
  const reset = (): void => {
    finish();
    // What was sent before still arrives; the end of the body does not.
    response.socket?.destroySoon();
  };
  response.on('close', finish);
  const faults: Readonly<Record<StreamFault, (line: string) => void>> = {
    cut: () => end(),
    stall: () => {
      state = 'stalled';
    },
    garbage: (line) => response.write(`<html>no event</html>\n${line}`),
    truncate: (line) => end(line.slice(0, Math.floor(line.length / 2))),
    expired: () => end(errorLine(expired('The resourceVersion for the provided watch is too old.').status)),
    reset,
  };
  return {
    send: (line) => {
      if (state !== 'open') return;
      if (broken !== undefined && sent === broken.after) faults[broken.by](line);
      else if (response.writableLength > BACKLOG) reset();
      else response.write(line);
      sent += 1;
    },
    end: () => end(),
    get ended() {
      return state === 'ended';
    },
  };
}
