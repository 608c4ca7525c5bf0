import type { z } from 'zod';
import { patternString } from './text.ts';

const RFC_3339 =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/;

function isCalendarDay(text: string): boolean {
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

/** An RFC 3339 time with zone. The server's `format: date-time` says that the day exists, as the refinement does here. */
export function dateTime(): z.ZodString {
  return patternString(RFC_3339, 'be a time such as 2031-01-01T00:00:00Z (RFC 3339)', 64)
    .refine(isCalendarDay, { message: 'must name a day that exists' })
    .meta({ format: 'date-time' });
}
