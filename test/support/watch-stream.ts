import type { ServerResponse } from 'node:http';
import { apiVersionOf } from '../../src/kernel/resource-type.ts';
import { statusBody } from './status-answer.ts';
import type { StreamFault } from './watch-faults.ts';
import type { LogEvent, WatchLog } from './watch-log.ts';

/** What one watch asked for. */
export interface WatchRequest {
  readonly namespace?: string;
  readonly bookmarks: boolean;
  /** Starts with the present objects as ADDED events. */
  readonly initial: boolean;
  /** Ends the initial events with the annotated bookmark. */
  readonly markInitialEnd: boolean;
  /** The version to go on from, where there are no initial events. */
  readonly from: number;
  readonly timeoutSeconds?: number;
  readonly fault?: { readonly after: number; readonly does: StreamFault };
}

/** An open watch. */
export interface WatchStream {
  /** Sends a bookmark with the present version, if the client asked for bookmarks. */
  bookmark(): void;
  /** Ends it cleanly. */
  end(): void;
}

/** What a stream tells its server. */
export interface StreamListener {
  onEvent(): void;
  onFault(fault: StreamFault): void;
}

const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' };

/** Serves one watch on an open response. The caller has made sure that `from` is not older than the log's history. */
export function serveWatch(log: WatchLog, response: ServerResponse, request: WatchRequest, listener: StreamListener): WatchStream {
  let sent = 0;
  let mute = false;
  const { fault } = request;

  const line = (type: string, object: unknown): void => {
    if (!mute) response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const end = (): void => {
    if (mute) return;
    mute = true;
    response.end();
  };
  const misbehave = (event: LogEvent, does: StreamFault): void => {
    listener.onFault(does);
    if (does === 'garbage') {
      response.write('{"type":"MODIFIED","object":{"metadata"]]\n');
      return;
    }
    if (does === 'expired') line('ERROR', statusBody(410, 'Expired', `too old resource version: ${event.version} (${log.version()})`));
    if (does === 'truncate') {
      const whole = JSON.stringify(event);
      response.write(whole.slice(0, Math.ceil(whole.length / 2)));
    }
    mute = true;
    if (does === 'reset') response.socket?.resetAndDestroy();
    else if (does !== 'stall') response.end();
  };
  const send = (event: LogEvent): void => {
    if (mute || (request.namespace !== undefined && event.object.metadata.namespace !== request.namespace)) return;
    if (fault !== undefined && sent === fault.after) misbehave(event, fault.does);
    if (!mute) listener.onEvent();
    line(event.type, event.object);
    sent += 1;
  };
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => {
    const metadata = {
      resourceVersion: String(log.version()),
      creationTimestamp: null,
      ...(annotations === undefined ? {} : { annotations }),
    };
    line('BOOKMARK', { kind: log.type.kind, apiVersion: apiVersionOf(log.type), metadata });
  };

  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
  response.flushHeaders();
  if (request.initial) {
    for (const object of log.objects()) send({ type: 'ADDED', object, version: Number(object.metadata.resourceVersion) });
    if (request.markInitialEnd) bookmark(INITIAL_EVENTS_END);
  } else {
    for (const event of log.after(request.from) ?? []) send(event);
  }
  const unsubscribe = log.subscribe(send);
  const timer = request.timeoutSeconds === undefined ? undefined : setTimeout(end, request.timeoutSeconds * 1000);
  response.once('close', () => {
    clearTimeout(timer);
    unsubscribe();
    mute = true;
  });
  return { bookmark: () => void (request.bookmarks && bookmark()), end };
}
