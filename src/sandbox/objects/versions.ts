import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';

const DIGITS = /^\d+$/;

/** What Go says of a text that is no unsigned number. */
export function notANumber(text: string): string {
  return `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
}

/** A resourceVersion as a number; undefined where it is absent. `malformed` makes the failure for one that is no number. */
export function versionOf(text: string | undefined, malformed: (why: string) => ApiFailure): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!DIGITS.test(text)) throw malformed(notANumber(text));
  return Number(text);
}

/** 504: a version that does not exist yet, for which the server has waited in vain. */
export function tooLargeVersion(wanted: number, current: number): ApiFailure {
  const message = `Timeout: Too large resource version: ${String(wanted)}, current: ${String(current)}`;
  return apiFailure(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
