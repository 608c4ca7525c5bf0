import type { Clock } from '../../kernel/clock.ts';
import type { ContainerLog, LogLine } from './pod-runtime.ts';

/** The log of a container with its writing end. */
export interface WritableContainerLog extends ContainerLog {
  /** Adds what the container said now; line breaks in it make several lines, one at its end makes none. Ignored once it is closed. */
  write(text: string): void;
  /** The container has ended. Followers hear of it once. */
  close(): void;
}

/** What is kept of a log at least; older lines go, as with a kubelet that rotates logs. */
const KEPT_LINES = 10_000;

/** An empty log. It holds the last 10,000 lines (`limit`), and up to a tenth more until old ones are dropped. */
export function createContainerLog(clock: Pick<Clock, 'now'>, limit: number = KEPT_LINES): WritableContainerLog {
  let lines: LogLine[] = [];
  let closed = false;
  const followers = new Set<(line: LogLine | undefined) => void>();
  const slack = Math.ceil(limit / 10);
  return {
    get lines() {
      return lines;
    },
    get closed() {
      return closed;
    },
    write(text) {
      if (closed) return;
      const time = clock.now();
      for (const part of (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')) {
        const line = { time, text: part };
        lines.push(line);
        // A new array, so that whoever reads the old one right now is not disturbed.
        if (lines.length > limit + slack) lines = lines.slice(-limit);
        for (const follower of followers) follower(line);
      }
    },
    close() {
      if (closed) return;
      closed = true;
      for (const follower of followers) follower(undefined);
      followers.clear();
    },
    follow(listener) {
      if (closed) {
        listener(undefined);
        return () => {};
      }
      // An entry of its own for each call, also where one function follows twice.
      const follower = (line: LogLine | undefined): void => listener(line);
      followers.add(follower);
      return () => {
        followers.delete(follower);
      };
    },
  };
}
