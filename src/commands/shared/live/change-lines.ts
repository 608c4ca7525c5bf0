import { timestamp } from '../../../kernel/clock.ts';
import type { LiveRow } from '../../../ui/live-source.ts';

/** Told in a line when it changes; ages and times are not. */
function told({ phase, health, ready, reason, message }: LiveRow): string {
  return JSON.stringify([phase, health, ready, reason, message]);
}

/** Whether a change is worth a line. */
export function isNews(before: LiveRow | undefined, after: LiveRow | undefined): boolean {
  return before === undefined || after === undefined || before.id !== after.id || told(before) !== told(after);
}

/** A state in one word. */
function word({ phase }: LiveRow): string {
  return phase === '' ? 'Unknown' : phase;
}

function stateText(before: LiveRow | undefined, after: LiveRow | undefined, first: boolean): string {
  if (after === undefined) return before === undefined ? '-' : `${word(before)}->gone`;
  if (first) return word(after);
  if (before === undefined) return `none->${word(after)}`;
  return before.phase === after.phase ? word(after) : `${word(before)}->${word(after)}`;
}

/**
 * A change as one line: time, namespace (`-` where there is none), `Kind/name`, `before->after` (one word where the phase stayed, or where the
 * object was there before we looked), readiness, reason, and the message in quotes. Empty parts are left out.
 */
export function changeLine(before: LiveRow | undefined, after: LiveRow | undefined, first: boolean, now: number): string {
  const row = after ?? before;
  if (row === undefined) return '';
  const state = stateText(before, after, first);
  const details = after === undefined ? [] : [after.ready, after.reason, after.message === '' ? '' : JSON.stringify(after.message)];
  const parts = [timestamp(now), row.namespace ?? '-', `${row.kind}/${row.name}`, state, ...details];
  return `${parts.filter((part) => part !== '').join(' ')}\n`;
}

/** The same as one JSON line: fields are only ever added. `type` is as in a watch; what was there before we looked is `ADDED`. */
export function changeJson(before: LiveRow | undefined, after: LiveRow | undefined, domain: string, now: number): string {
  const row = after ?? before;
  if (row === undefined) return '';
  const { system, kind, namespace, name, phase, health, ready, reason, message, createdAt, sinceAt } = row;
  const change = {
    apiVersion: `cli.${domain}/v1`,
    kind: 'LiveChange',
    time: timestamp(now),
    type: after === undefined ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED',
    ...(before !== undefined && { before: { phase: before.phase, health: before.health } }),
    object: {
      system,
      kind,
      ...(namespace !== undefined && { namespace }),
      name,
      phase,
      health,
      ready,
      reason,
      message,
      created: timestamp(createdAt),
      since: timestamp(sinceAt),
    },
  };
  return `${JSON.stringify(change)}\n`;
}
