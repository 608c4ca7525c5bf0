import { seenEvents } from '../events/seen-event.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { EventMoment } from './moment.ts';

/** Events as moments: those of one object that say the same are one, with their counts added. */
export function eventMoments(events: readonly KubeObject[]): readonly EventMoment[] {
  return seenEvents(events).map(({ object, type, reason, message, source, count, first, last }) => ({
    at: last,
    what: 'event',
    object,
    bad: type !== 'Normal',
    type,
    reason,
    message,
    count,
    first,
    source,
  }));
}
