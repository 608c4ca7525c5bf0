const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

interface Step {
  /** Durations below this are written so. */
  readonly below: number;
  readonly unit: number;
  readonly letter: string;
  /** A second unit, left out where it is zero. */
  readonly rest?: { readonly unit: number; readonly letter: string };
}

const STEPS: readonly Step[] = [
  { below: 2 * MINUTE, unit: SECOND, letter: 's' },
  { below: 10 * MINUTE, unit: MINUTE, letter: 'm', rest: { unit: SECOND, letter: 's' } },
  { below: 3 * HOUR, unit: MINUTE, letter: 'm' },
  { below: 8 * HOUR, unit: HOUR, letter: 'h', rest: { unit: MINUTE, letter: 'm' } },
  { below: 2 * DAY, unit: HOUR, letter: 'h' },
  { below: 8 * DAY, unit: DAY, letter: 'd', rest: { unit: HOUR, letter: 'h' } },
  { below: 2 * YEAR, unit: DAY, letter: 'd' },
  { below: 8 * YEAR, unit: YEAR, letter: 'y', rest: { unit: DAY, letter: 'd' } },
  { below: Number.POSITIVE_INFINITY, unit: YEAR, letter: 'y' },
];

/**
 * A duration in milliseconds as the server writes ages (apimachinery, `duration.HumanDuration`): two units at most, fewer the longer it is.
 * A time just ahead counts as now; two seconds and more ahead are `<invalid>`.
 */
export function humanDuration(ms: number): string {
  if (ms <= -2 * SECOND) return '<invalid>';
  if (ms < 0) return '0s';
  const step = STEPS.find(({ below }) => ms < below);
  if (step === undefined) return '<invalid>';
  const head = `${String(Math.floor(ms / step.unit))}${step.letter}`;
  const rest = step.rest === undefined ? 0 : Math.floor((ms % step.unit) / step.rest.unit);
  return step.rest === undefined || rest === 0 ? head : `${head}${String(rest)}${step.rest.letter}`;
}

/** How long ago an RFC 3339 time was, as `AGE` columns show it: `<unknown>` where there is none. */
export function ageOf(time: string | undefined, now: number): string {
  if (time === undefined || time === '') return '<unknown>';
  const then = Date.parse(time);
  return Number.isNaN(then) ? '<invalid>' : humanDuration(now - then);
}
