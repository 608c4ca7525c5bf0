import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';

const DIGITS = /^\d+$/;
const MAX_UINT64 = 2n ** 64n - 1n;

/** What Go says of a text that is no unsigned number. */
export function notANumber(text: string): string {
  return `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${DIGITS.test(text) ? 'value out of range' : 'invalid syntax'}`;
}

/** A resourceVersion as a number; undefined where it is absent. `malformed` makes the failure for one that is no number. */
export function versionOf(text: string | undefined, malformed: (why: string) => ApiFailure): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!DIGITS.test(text) || BigInt(text) > MAX_UINT64) throw malformed(notANumber(text));
  return Number(text);
}

/** The version that a read or a watch asks for: 0 where it asks for none. Throws 500, as the server does. */
export function askedVersion(text = ''): number {
  return versionOf(text, (why) => apiFailure(500, '', `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`)) ?? 0;
}

/** 504: a version that does not exist yet, for which the server has waited in vain. */
export function tooLargeVersion(wanted: number, current: number): ApiFailure {
  const message = `Timeout: Too large resource version: ${String(wanted)}, current: ${String(current)}`;
  return apiFailure(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
