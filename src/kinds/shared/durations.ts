import type { z } from 'zod';
import { isCronSchedule, CRON_NAMES, CRON_PATTERN } from '../../kernel/cron.ts';
import { GO_DURATION_PATTERN, parseGoDuration, PROMETHEUS_DURATION_PATTERN } from '../../kernel/duration.ts';
import { withCel, withRule } from './rule.ts';
import { patternString } from './text.ts';

const DURATION_MAX = 64;

/** A Go duration of at least `minSeconds` (`300ms`, `5m`, `1h30m`). */
export function goDuration(minSeconds = 0): z.ZodString {
  const message =
    minSeconds > 0 ? `must be a duration such as 5m or 1h30m, and at least ${minSeconds}s` : 'must be a duration such as 5m or 1h30m';
  return withRule(patternString(GO_DURATION_PATTERN, 'be a duration such as 5m or 1h30m', DURATION_MAX), {
    rule: `duration(self) >= duration('${minSeconds}s')`,
    message,
    check: (text) => (parseGoDuration(text) ?? -1) >= minSeconds * 1000,
  });
}

/** A duration of Prometheus (`30s`, `1d`, `1h30m`). */
export function prometheusDuration(): z.ZodString {
  return patternString(PROMETHEUS_DURATION_PATTERN, 'be a Prometheus duration such as 30s, 1m or 1h30m', DURATION_MAX).min(
    1,
    'must not be empty',
  );
}

const SCHEDULE_MAX = 100;
const FORWARD = 'must be a cron schedule whose ranges do not run backwards';
const MUST_BE_CRON = 'be a cron schedule of five fields (minute hour day month weekday, Sunday is 0) or one such as @daily';

/** A schedule that Kubernetes takes for a CronJob. CEL adds what the pattern cannot say: no range runs backwards. */
export function cronSchedule(): z.ZodString {
  const numbers = "self.findAll('[0-9]+-[0-9]+').all(r, int(r.split('-')[0]) <= int(r.split('-')[1]))";
  const rank = (index: 0 | 1): string => `'${CRON_NAMES}'.indexOf(r.lowerAscii().split('-')[${index}])`;
  const names = `self.findAll('[A-Za-z]+-[A-Za-z]+').all(r, ${rank(0)} <= ${rank(1)})`;
  const schedule = patternString(CRON_PATTERN, MUST_BE_CRON, SCHEDULE_MAX);
  return withCel(withRule(schedule, { rule: numbers, message: FORWARD, check: isCronSchedule }), { rule: names, message: FORWARD });
}
