import { isJsonObject } from '../kernel/json.ts';
import type { KubeObject } from '../kernel/kube-object.ts';
import { ApiError } from './api-error.ts';
import type { WatchEvent } from './kube-api.ts';
import { statusError } from './status-error.ts';

/** Annotation of the bookmark that ends the initial events of a streaming list (KEP-3157). */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** The event of one line of a watch. Throws the ApiError that an `ERROR` event carries, or `Garbage` for anything that is no event. */
export function parseWatchEvent(line: Buffer, request: string): WatchEvent {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    throw garbage(request, 'a line that is not JSON');
  }
  if (!isJsonObject(value) || !isJsonObject(value['object'])) throw garbage(request, 'a line that is no event');
  const object = value['object'];
  const metadata = object['metadata'];
  switch (value['type']) {
    case 'ERROR':
      throw statusError(object, request);
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      if (!isJsonObject(metadata) || typeof metadata['name'] !== 'string') throw garbage(request, 'an event without an object');
      return { type: value['type'], object: object as unknown as KubeObject };
    case 'BOOKMARK': {
      if (!isJsonObject(metadata) || typeof metadata['resourceVersion'] !== 'string')
        throw garbage(request, 'a bookmark without resourceVersion');
      const annotations = metadata['annotations'];
      const initialEventsEnd = isJsonObject(annotations) && annotations[INITIAL_EVENTS_END] === 'true';
      return { type: 'BOOKMARK', resourceVersion: metadata['resourceVersion'], initialEventsEnd };
    }
    default:
      throw garbage(request, 'an event of unknown type');
  }
}

/** The stream ended inside a line: what was read of it is no event. */
export function tornLine(request: string): ApiError {
  return garbage(request, 'the beginning of an event and no end');
}

function garbage(request: string, what: string): ApiError {
  return new ApiError({ reason: 'Garbage', message: `the server sent ${what} in a watch`, code: 200, request });
}
