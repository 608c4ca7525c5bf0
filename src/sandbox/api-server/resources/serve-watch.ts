import { isFailure } from '../../failures/api-failure.ts';
import type { Watch, WatchEvent } from '../../objects/object-service.ts';
import { negotiate } from '../answers/negotiate.ts';
import { watchQuery } from '../requests/list-query.ts';
import { wholeNumber } from '../requests/option-errors.ts';
import type { Call } from './call.ts';
import { errorLine, eventWriter } from './event-text.ts';
import { watchStream, type WatchStream } from './watch-stream.ts';

const SECOND = 1000;
/** How often a watch that asked for bookmarks gets one (apiserver, cacher). */
const BOOKMARK_EVERY = 60 * SECOND;
/** The last bookmark comes this long before the end. */
const BEFORE_END = 2 * SECOND;
/** A watch that names no time ends after one to two times this, each at a moment of its own (apiserver, `min-request-timeout`). */
const LEAST_TIMEOUT = 1800;

function timeoutOf(call: Call): number {
  const asked = wholeNumber(call.info.query, 'timeoutSeconds');
  if (asked !== undefined && asked > 0) return asked * SECOND;
  return LEAST_TIMEOUT * (1 + call.random()) * SECOND;
}

function startTimers(call: Call, stream: WatchStream, timeout: number, bookmark: (() => void) | undefined): () => void {
  const { clock } = call;
  const cancels = new Set<() => void>([clock.after(timeout, () => stream.end())]);
  if (bookmark !== undefined) {
    const every = (): void => {
      const cancel = clock.after(BOOKMARK_EVERY, () => {
        cancels.delete(cancel);
        bookmark();
        every();
      });
      cancels.add(cancel);
    };
    every();
    cancels.add(clock.after(Math.max(timeout - BEFORE_END, timeout / 2), bookmark));
  }
  return () => cancels.forEach((cancel) => cancel());
}

/** GET of a collection with `watch`: takes over the response. Throws ApiFailure as long as nothing was sent. */
export function serveWatch(call: Call): void {
  const { request, response, objects, resource, info, fault } = call;
  const form = negotiate(request.headers.accept, { transforms: true, stream: true, custom: resource.custom });
  const query = watchQuery(info.query, info.resource.namespace);
  const timeout = timeoutOf(call);
  const write = eventWriter(call, form);
  const waiting: WatchEvent[] = [];
  let deliver: (event: WatchEvent) => void = (event) => waiting.push(event);
  let watch: Watch | undefined;
  let failure: string | undefined;
  try {
    watch = objects.watch(resource, query, (event) => deliver(event));
  } catch (error) {
    // A version that is too old is told inside the stream.
    if (!isFailure(error, 'Expired', 'Gone')) throw error;
    failure = errorLine(error.status);
  }
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  if (failure !== undefined || watch === undefined) {
    response.end(failure);
    return;
  }
  const { version } = watch;
  let last = version;
  const started = watch;
  let stopTimers = (): void => {};
  const stream = watchStream(response, fault?.do === 'break-watch' ? fault : undefined, () => {
    started.stop();
    stopTimers();
    forget.forEach((one) => one());
  });
  const forget = [call.onClose(() => stream.end()), call.onRetired(() => stream.end())];
  deliver = (event) => {
    if (event.type === 'BOOKMARK') last = event.version;
    stream.send(write(event));
  };
  for (const event of waiting) deliver(event);
  const bookmark = (): void => {
    // A bookmark never goes back behind one that was sent.
    if (BigInt(started.version) > BigInt(last)) last = started.version;
    stream.send(write({ type: 'BOOKMARK', version: last }));
  };
  if (!stream.ended) stopTimers = startTimers(call, stream, timeout, query.allowBookmarks === true ? bookmark : undefined);
}
