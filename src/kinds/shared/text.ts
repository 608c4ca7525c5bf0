import { z } from 'zod';

/** Longest name (RFC 1123 subdomain). */
export const NAME_MAX = 253;
/** Bound of strings that are not names. */
export const STRING_MAX = 1024;
/** Bound of instructions, tool sources, YAML and the like. No CEL rule may touch one. */
export const TEXT_MAX = 262_144;

function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

/** A string of at most `max` characters. The API server counts code points, so this does too. */
export function boundedString(max: number = STRING_MAX): z.ZodString {
  return z
    .string()
    .refine((value) => value.length <= max || codePoints(value) <= max, { message: `may be at most ${max} characters long`, abort: true })
    .meta({ maxLength: max });
}

/** As {@link boundedString}, and not empty. */
export function nonEmptyString(max: number = STRING_MAX): z.ZodString {
  return boundedString(max).min(1, 'must not be empty');
}

/** A string of at most `max` characters that matches a pattern which reads the same in JavaScript and in Go's RE2. `must` completes "must …". */
export function patternString(pattern: RegExp, must: string, max: number = STRING_MAX): z.ZodString {
  // What follows a pattern (rules) may rely on it, and one message is enough.
  return boundedString(max).regex(pattern, { error: `must ${must}`, abort: true });
}

/** A URL with scheme http or https. */
export function httpUrl(): z.ZodString {
  return patternString(/^https?:\/\/[^ \t\r\n/?#]+[^ \t\r\n]*$/, 'be a URL such as http://host:8080', STRING_MAX);
}

/** A long text: instructions, sources, YAML. */
export function longText(): z.ZodString {
  return boundedString(TEXT_MAX);
}
