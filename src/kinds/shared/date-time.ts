import type { z } from 'zod';
import { withRule } from './rule.ts';
import { patternString } from './text.ts';

const RFC_3339 =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/;

/** Whether the day is in the calendar and the instant (in UTC) not before year 1, where Go's and CEL's time begins. */
function exists(text: string): boolean {
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return new Date(text).getUTCFullYear() >= 1 && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

/**
 * An RFC 3339 time with zone. The server's `format: date-time` says that the day exists. It also lets an empty list through (measured on
 * 1.36), which the rule then cannot read.
 */
export function dateTime(): z.ZodString {
  const text = patternString(RFC_3339, 'be a time such as 2031-01-01T00:00:00Z (RFC 3339)', 64).meta({ format: 'date-time' });
  return withRule(text, { rule: 'self.getFullYear() >= 1', message: 'must name a day that exists, in year 1 or later', check: exists });
}
