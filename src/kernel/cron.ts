import { GO_DURATION_PATTERN } from './duration.ts';

/** Month and weekday names in the order of their numbers; no name is in both halves. */
export const CRON_NAMES = 'jan feb mar apr may jun jul aug sep oct nov dec sun mon tue wed thu fri sat';

function namePattern(names: string): string {
  return names
    .split(' ')
    .map((name) => name.replaceAll(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`))
    .join('|');
}

function fieldPattern(number: string, names?: string): string {
  const alternatives = [`(?:${number})(?:-(?:${number}))?`];
  if (names !== undefined) alternatives.push(`(?:${names})(?:-(?:${names}))?`);
  const part = `(?:\\*|\\?|${alternatives.join('|')})(?:/0*[1-9][0-9]{0,3})?`;
  return `${part}(?:,${part})*`;
}

const FIELDS = [
  fieldPattern('[0-5]?[0-9]'),
  fieldPattern('[01]?[0-9]|2[0-3]'),
  fieldPattern('0?[1-9]|[12][0-9]|3[01]'),
  fieldPattern('0?[1-9]|1[0-2]', namePattern(CRON_NAMES.slice(0, 47))),
  fieldPattern('0?[0-6]', namePattern(CRON_NAMES.slice(48))),
];

/**
 * The schedules that a Kubernetes CronJob takes (robfig/cron's standard parser: five fields, Sunday is 0 and never 7, or a descriptor such as
 * `@daily`), but not what that parser only tolerates (empty parts, ranges of `*`). That a range does not run backwards is beyond a pattern.
 */
export const CRON_PATTERN: RegExp = new RegExp(
  `^(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|@every ${GO_DURATION_PATTERN.source.slice(1, -1)}|${FIELDS.join(' +')})$`,
);

function rank(point: string): number {
  return /^[0-9]/.test(point) ? Number(point) : CRON_NAMES.indexOf(point.toLowerCase());
}

function runsForward(part: string): boolean {
  const [low = '', high] = (part.split('/')[0] ?? '').split('-');
  return high === undefined || rank(low) <= rank(high);
}

/** Whether a text is a schedule that Kubernetes takes for a CronJob. Time zones (`TZ=`) are refused there too. */
export function isCronSchedule(text: string): boolean {
  if (!CRON_PATTERN.test(text)) return false;
  if (text.startsWith('@every ')) return true;
  return text.split(/[ ,]/).every(runsForward);
}
