import { isCronSchedule } from '../../../kernel/cron.ts';

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
}

const MONTHS = ['', ...'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')];
const DAYS = 'sun mon tue wed thu fri sat'.split(' ');
const FIELDS: readonly Bounds[] = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 6, names: DAYS },
];

function pointOf(text: string, { names }: Bounds): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (text !== '' && named >= 0) return named;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The complaint of the schedule parser (robfig/cron) about one part of one field. */
function partProblem(part: string, bounds: Bounds): string | undefined {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0) return `too many slashes: ${part}`;
  const [first = '', second, ...rest] = range.split('-');
  if (rest.length > 0) return `too many hyphens: ${part}`;
  const any = first === '*' || first === '?';
  const low = any ? bounds.low : pointOf(first, bounds);
  const high = second === undefined ? (any ? bounds.high : low) : pointOf(second, bounds);
  if (low === undefined) return `failed to parse int from ${first}: strconv.Atoi: parsing "${first}": invalid syntax`;
  if (high === undefined) return `failed to parse int from ${second ?? ''}: strconv.Atoi: parsing "${second ?? ''}": invalid syntax`;
  const by = step === undefined ? 1 : Number(step);
  if (!Number.isInteger(by) || step === '')
    return `failed to parse int from ${step ?? ''}: strconv.Atoi: parsing "${step ?? ''}": invalid syntax`;
  const end = step !== undefined && second === undefined ? bounds.high : high;
  if (low < bounds.low) return `beginning of range (${String(low)}) below minimum (${String(bounds.low)}): ${part}`;
  if (end > bounds.high) return `end of range (${String(end)}) above maximum (${String(bounds.high)}): ${part}`;
  if (low > end) return `beginning of range (${String(low)}) beyond end of range (${String(end)}): ${part}`;
  return by === 0 ? `step of range should be a positive number: ${part}` : undefined;
}

/** What is wrong with the schedule of a CronJob; undefined where it is one. */
export function cronProblem(schedule: string): string | undefined {
  if (schedule.includes('TZ')) return 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  if (isCronSchedule(schedule)) return undefined;
  if (schedule.startsWith('@')) return `unrecognized descriptor: ${schedule}`;
  const fields = schedule.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) return `expected exactly 5 fields, found ${String(fields.length)}: [${fields.join(' ')}]`;
  for (const [index, field] of fields.entries()) {
    const bounds = FIELDS[index];
    if (bounds === undefined) continue;
    for (const part of field.split(',')) {
      const problem = partProblem(part, bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}
