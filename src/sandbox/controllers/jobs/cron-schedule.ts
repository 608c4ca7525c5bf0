import { CRON_NAMES, isCronSchedule } from '../../../kernel/cron.ts';
import { parseGoDuration } from '../../../kernel/duration.ts';

/** The times of a CronJob's schedule. */
export interface CronSchedule {
  /** The first time after that one, in Unix milliseconds; undefined where none comes within five years. */
  after(time: number): number | undefined;
}

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HORIZON = 5 * 366 * DAY;

interface Field {
  readonly values: ReadonlySet<number>;
  /** Begins with `*` or `?`: days of month and week are then not alternatives. */
  readonly any: boolean;
}

function pointOf(text: string): number {
  if (/^[0-9]/.test(text)) return Number(text);
  const at = CRON_NAMES.split(' ').indexOf(text.toLowerCase());
  return at < 12 ? at + 1 : at - 12;
}

function fieldOf(text: string, low: number, high: number): Field {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    const [from = '', to] = range.split('-');
    const any = from === '*' || from === '?';
    const first = any ? low : pointOf(from);
    const last = any ? high : to === undefined ? (stepText === undefined ? first : high) : pointOf(to);
    for (let value = first; value <= last; value += step) values.add(value);
  }
  return { values, any: text.startsWith('*') || text.startsWith('?') };
}

/** Offset of a time zone at an instant, in milliseconds east of UTC. Undefined zone: UTC. */
function offsetAt(format: Intl.DateTimeFormat | undefined, time: number): number {
  if (format === undefined) return 0;
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}

/**
 * Reads a schedule in the form that Kubernetes takes. Undefined for anything else, and for an unknown time zone. Without a zone it counts
 * in UTC (the zone of the controller manager).
 */
export function parseCronSchedule(text: string, timeZone?: string): CronSchedule | undefined {
  if (!isCronSchedule(text)) return undefined;
  if (text.startsWith('@every ')) {
    const every = parseGoDuration(text.slice('@every '.length));
    return every === undefined
      ? undefined
      : { after: (time) => Math.floor(time / 1000) * 1000 + Math.max(1000, Math.floor(every / 1000) * 1000) };
  }
  const [minuteText = '', hourText = '', dayText = '', monthText = '', weekText = ''] = (DESCRIPTORS[text] ?? text).split(/ +/);
  const minutes = fieldOf(minuteText, 0, 59);
  const hours = fieldOf(hourText, 0, 23);
  const days = fieldOf(dayText, 1, 31);
  const months = fieldOf(monthText, 1, 12);
  const weekdays = fieldOf(weekText, 0, 6);
  let format: Intl.DateTimeFormat | undefined;
  try {
    if (timeZone !== undefined && timeZone !== 'UTC' && timeZone !== 'Etc/UTC') {
      const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
      format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric });
    }
  } catch {
    return undefined;
  }
  const dayFits = (date: Date): boolean => {
    const month = days.values.has(date.getUTCDate());
    const week = weekdays.values.has(date.getUTCDay());
    return days.any || weekdays.any ? month && week : month || week;
  };
  /** Local times are counted as if they were UTC. */
  const nextLocal = (from: number, end: number): number | undefined => {
    let local = Math.floor(from / MINUTE) * MINUTE + MINUTE;
    while (local <= end) {
      const date = new Date(local);
      if (!months.values.has(date.getUTCMonth() + 1)) local = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
      else if (!dayFits(date)) local = (Math.floor(local / DAY) + 1) * DAY;
      else if (!hours.values.has(date.getUTCHours())) local = (Math.floor(local / HOUR) + 1) * HOUR;
      else if (!minutes.values.has(date.getUTCMinutes())) local += MINUTE;
      else return local;
    }
    return undefined;
  };
  return {
    after: (time) => {
      let local = time + offsetAt(format, time);
      const end = local + HORIZON;
      for (;;) {
        const next = nextLocal(local, end);
        if (next === undefined) return undefined;
        const guess = next - offsetAt(format, next);
        const instant = next - offsetAt(format, guess);
        // A local time that the clocks leap over does not exist; one that comes twice counts once.
        if (instant > time && instant + offsetAt(format, instant) === next) return instant;
        local = next;
      }
    },
  };
}
