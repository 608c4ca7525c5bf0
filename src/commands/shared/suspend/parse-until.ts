import { timestamp } from '../../../kernel/clock.ts';
import { usageError } from '../../../output/cli-error.ts';
import { parseDuration } from '../duration.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads `--until`: a span from now (`2h`) or an instant (RFC 3339), as RFC 3339. Throws a usage error for what is neither, or is over. */
export function parseUntil(text: string, now: number): string {
  const at = INSTANT.test(text) ? Date.parse(text) : now + parseDuration(text, 'until');
  if (Number.isNaN(at) || at <= now)
    throw usageError(`--until ${text} is not in the future`, 'write it like --until=2h or --until=2030-01-31T18:00:00Z');
  return timestamp(at);
}
