import { timestamp } from '../../../kernel/clock.ts';
import { oneLine } from '../../../output/graph/node-text.ts';
import type { EventMoment, Moment, ReconcileMoment, SpecMoment } from './moment.ts';

/** More fields or writes than this are only counted. */
const MOST_TOLD = 4;

function some(list: readonly string[]): string {
  const rest = list.length - MOST_TOLD;
  return rest <= 0 ? list.join(', ') : `${list.slice(0, MOST_TOLD).join(', ')} and ${String(rest)} more`;
}

/** An RFC 3339 time with whole seconds. */
export function wholeSeconds(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : timestamp(at);
}

function specText({ change, managers, fields }: SpecMoment): string {
  if (change === 'deleting') return 'deletion started';
  if (change === 'gone') return 'gone';
  const by = managers.length === 0 ? '' : ` by ${managers.join(', ')}`;
  const told = fields.length === 0 ? '' : `: ${some(fields)}`;
  if (change === 'created') return `created${by}${told}`;
  const what = fields.every((field) => field.startsWith('.metadata')) ? 'metadata' : 'spec';
  return `${what} changed${by}${told}`;
}

function eventText({ type, reason, message, count, first }: EventMoment): string {
  return `${type} ${reason}: ${message}${count > 1 ? ` (x${String(count)} since ${wholeSeconds(first)})` : ''}`;
}

function reconcileText({ id, outcome, durationMs, wokenBy, writes, message }: ReconcileMoment): string {
  const parts = [
    `pass #${id.slice(0, 4)} ${String(Math.round(durationMs))}ms`,
    outcome,
    wokenBy.length === 0 ? '' : `woken by ${some(wokenBy)}`,
    writes.length === 0 ? 'no writes' : some(writes),
    message,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** What happened, in words on one line. */
export function momentText(moment: Moment): string {
  if (moment.what === 'event') return oneLine(eventText(moment));
  if (moment.what === 'spec') return oneLine(specText(moment));
  if (moment.what === 'reconcile') return oneLine(reconcileText(moment));
  const { condition, status, reason, message } = moment;
  return oneLine(`${condition}=${status}${reason === '' ? '' : ` (${reason})`}${message === '' ? '' : `: ${message}`}`);
}
