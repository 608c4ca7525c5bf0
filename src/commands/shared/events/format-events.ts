import { timestamp } from '../../../kernel/clock.ts';
import { formatTable } from '../../../output/table.ts';
import { lastSeen } from './last-seen.ts';
import type { SeenEvent } from './seen-event.ts';

/** How a table of events is laid out. */
export interface EventTableOptions {
  readonly now: number;
  readonly headers: boolean;
  readonly namespaces: boolean;
  readonly width: number | undefined;
}

function subject({ object }: SeenEvent): string {
  return `${object.kind.toLowerCase()}/${object.name}`;
}

/** Events as a table with kubectl's columns. */
export async function eventTable(events: readonly SeenEvent[], options: EventTableOptions): Promise<string> {
  const { namespaces, now, headers, width } = options;
  const columns = [
    ...(namespaces ? [{ header: 'NAMESPACE' }] : []),
    { header: 'LAST SEEN' },
    { header: 'TYPE' },
    { header: 'REASON' },
    { header: 'OBJECT' },
    { header: 'MESSAGE', freeText: true },
  ];
  const rows = events.map((event) => [
    ...(namespaces ? [event.object.namespace ?? ''] : []),
    lastSeen(event, now),
    event.type,
    event.reason,
    subject(event),
    event.message,
  ]);
  return formatTable(columns, rows, { headers, width });
}

/** One event as one line: when it was seen last, and the rest as in the table. */
export function eventLine(event: SeenEvent, namespaces: boolean): string {
  const at = Date.parse(event.last);
  const time = Number.isNaN(at) ? event.last : timestamp(at);
  const where = namespaces ? `${event.object.namespace ?? ''} ` : '';
  const count = event.count > 1 ? ` (x${String(event.count)})` : '';
  return `${time} ${where}${event.type} ${event.reason} ${subject(event)}: ${event.message.replaceAll(/\p{Cc}+/gu, ' ')}${count}\n`;
}
