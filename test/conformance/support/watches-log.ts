import type { RawClient } from '../../support/raw-client.ts';
import type { SeenObject } from './objects-scene.ts';

/** An event of a watch as tests look at it. */
export interface SeenEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: SeenObject & Readonly<Record<string, unknown>>;
}

/** The events of a watch, taken one by one. */
export interface WatchLog {
  /** The next `count` events; fewer where the stream ends before. */
  take(count: number): Promise<readonly SeenEvent[]>;
  close(): Promise<void>;
}

/** Opens a watch. It is open, and misses nothing, when the first `take` has begun or the version it starts at is given. */
export function watchLog(client: RawClient, path: string): WatchLog {
  const lines = client.lines(path);
  return {
    take: async (count) => {
      const events: SeenEvent[] = [];
      while (events.length < count) {
        const next = await lines.next();
        if (next.done === true) break;
        events.push(next.value as SeenEvent);
      }
      return events;
    },
    close: async () => {
      await lines.return();
    },
  };
}

/** `TYPE name` of each event: the shape of a stream. */
export function summary(events: readonly SeenEvent[]): readonly string[] {
  return events.map(({ type, object }) => (type === 'BOOKMARK' || type === 'ERROR' ? type : `${type} ${object.metadata.name}`));
}
