import type { JsonObject } from '../../../kernel/json.ts';
import type { Moment, MomentObject } from './moment.ts';

/** `timeline -o json`: fields are only ever added. */
export interface TimelineReport extends JsonObject {
  readonly apiVersion: `cli.${string}/v1`;
  readonly kind: 'Timeline';
  /** The objects that were asked for. */
  readonly objects: readonly MomentObject[];
  /** The oldest first. */
  readonly items: readonly Moment[];
  /** What could not be looked at, as sentences. */
  readonly unread: readonly string[];
}

/** The report over moments. */
export function timelineReport(
  domain: string,
  objects: readonly MomentObject[],
  items: readonly Moment[],
  unread: readonly string[],
): TimelineReport {
  return { apiVersion: `cli.${domain}/v1`, kind: 'Timeline', objects, items, unread };
}
