import type { z } from 'zod';
import { parseGoDuration } from '../../kernel/duration.ts';
import { withRule } from '../shared/rule.ts';
import { patternString } from '../shared/text.ts';

const words = 'be a duration of more than 0, such as 30m, 1h30m or 1.5h';

/** Time from the start of a job, as a Go duration in hours, minutes, seconds and milliseconds. */
export function deadline(): z.ZodString {
  return withRule(patternString(/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h))+$/, words, 64), {
    rule: "duration(self) > duration('0s')",
    message: `must ${words}`,
    check: (text) => (parseGoDuration(text) ?? 0) > 0,
  });
}
