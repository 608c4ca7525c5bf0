import type { IncomingMessage } from 'node:http';
import type { Clock } from '../kernel/clock.ts';
import { ApiError } from './api-error.ts';
import type { ApiCall, ApiCalls } from './api-calls.ts';
import { describeRequest } from './describe-request.ts';
import type { WatchEvent } from './kube-api.ts';
import { createLineSplitter } from './line-splitter.ts';
import { networkError } from './network-error.ts';
import { parseWatchEvent, tornLine } from './watch-events.ts';

/** Longest stretch of a full stream after which timers, sockets and the other streams get their turn. */
const TURN_MS = 4;

/** What a watch needs besides its call. */
export interface WatchContext {
  readonly calls: ApiCalls;
  readonly clock: Clock;
  readonly server: URL;
  /** Broken off with reason `Timeout` when nothing arrives for this long; absent or 0: never. */
  readonly idleTimeoutMs?: number | undefined;
}

/**
 * The events of one watch: the request is sent when the first is asked for, ends when the server ends it, and is destroyed when
 * the consumer leaves the loop. While the consumer is busy, no more than one chunk of the stream is held here.
 */
export function watchStream(context: WatchContext, call: ApiCall): AsyncIterable<WatchEvent> {
  return { [Symbol.asyncIterator]: () => iterate(context, call) };
}

async function* iterate(context: WatchContext, call: ApiCall): AsyncGenerator<WatchEvent, void, undefined> {
  const request = describeRequest(call.method, call.path);
  call.signal?.throwIfAborted();
  const { stream } = await context.calls.open(call);
  const reader = readLines(stream, context, call, request);
  const { clock } = context;
  let turnedAt = clock.monotonic();
  try {
    for (;;) {
      const lines = reader.take() ?? (await reader.more());
      if (lines === undefined) return;
      for (const line of lines) {
        yield parseWatchEvent(line, request);
        call.signal?.throwIfAborted();
      }
      // A server that sends faster than we read would never let go: what was paused is read on before the event loop turns.
      if (clock.monotonic() - turnedAt < TURN_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnedAt = clock.monotonic();
    }
  } finally {
    reader.close();
  }
}

interface LineReader {
  /** The lines that are here, if any. */
  take(): readonly Buffer[] | undefined;
  /** The next lines; undefined at the end. Rejects when the stream fails, idles for too long or is aborted. */
  more(): Promise<readonly Buffer[] | undefined>;
  close(): void;
}

function readLines(
  stream: IncomingMessage,
  { clock, server, idleTimeoutMs = 0 }: WatchContext,
  call: ApiCall,
  request: string,
): LineReader {
  const splitter = createLineSplitter();
  let ready: readonly Buffer[] | undefined;
  let outcome: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;
  let lastByte = clock.monotonic();
  let cancelTimer: (() => void) | undefined;

  const end = (how: { readonly error?: unknown }): void => {
    if (outcome !== undefined) return;
    outcome = how;
    cancelTimer?.();
    call.signal?.removeEventListener('abort', onAbort);
    stream.destroy();
    wake?.();
  };
  const onAbort = (): void => {
    ready = undefined;
    end({ error: call.signal?.reason });
  };
  const watchIdle = (ms: number): void => {
    cancelTimer = clock.after(ms, () => {
      const quietFor = clock.monotonic() - lastByte;
      // A stream that we hold back ourselves is not silent.
      if (stream.isPaused()) watchIdle(idleTimeoutMs);
      else if (quietFor < idleTimeoutMs) watchIdle(idleTimeoutMs - quietFor);
      else end({ error: new ApiError({ reason: 'Timeout', message: `nothing arrived in a watch for ${idleTimeoutMs / 1000}s`, request }) });
    });
  };

  stream.on('data', (chunk: Buffer) => {
    lastByte = clock.monotonic();
    const lines = splitter.push(chunk);
    if (lines.length === 0) return;
    ready = ready === undefined ? lines : [...ready, ...lines];
    stream.pause();
    wake?.();
  });
  stream.on('end', () => end(splitter.rest().length === 0 ? {} : { error: tornLine(request) }));
  stream.on('error', (error) => end({ error: networkError(error, server, call.method, call.path) }));
  stream.on('close', () =>
    end({ error: networkError(Object.assign(new Error('closed'), { code: 'ECONNRESET' }), server, call.method, call.path) }),
  );
  call.signal?.addEventListener('abort', onAbort, { once: true });
  if (idleTimeoutMs > 0) watchIdle(idleTimeoutMs);
  if (call.signal?.aborted === true) onAbort();

  const take = (): readonly Buffer[] | undefined => {
    const lines = ready;
    ready = undefined;
    return lines;
  };
  return {
    take,
    async more() {
      if (ready === undefined && outcome === undefined) {
        lastByte = stream.isPaused() ? clock.monotonic() : lastByte;
        await new Promise<void>((resolve) => {
          wake = resolve;
          stream.resume();
        });
        wake = undefined;
      }
      const lines = take();
      if (lines !== undefined) return lines;
      if (outcome !== undefined && 'error' in outcome) throw outcome.error;
      return undefined;
    },
    close: () => end({}),
  };
}
