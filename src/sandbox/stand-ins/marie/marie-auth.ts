import type { MarieAnswer } from './marie-answer.ts';

/** Whether a key lets in. */
export type KeyCheck = (key: string) => boolean;

/** What every key looks like: a prefix of servers or of users, 58 characters in all. */
const SHAPE = /^ma[su]_[\x21-\x7e]{54}$/;

/** A check against the keys that a configuration names; where it names none, every key of the right shape is taken. */
export function keyCheck(keys: readonly string[] | undefined): KeyCheck {
  const known = keys === undefined ? undefined : new Set(keys);
  return (key) => known?.has(key) ?? SHAPE.test(key);
}

function refusal(status: number, message: string): MarieAnswer {
  return { status, json: { status: 'error', message } };
}

/** What the header `Authorization` gets, before anybody looks at the body; undefined where it lets in. The scheme is told by its letters' case. */
export function checkHeader(header: string | undefined, isKey: KeyCheck): MarieAnswer | undefined {
  const [scheme = '', token = ''] = (header ?? '').split(/ (.*)/s);
  if (scheme.toLowerCase() !== 'bearer' || token === '') return refusal(401, 'Not authenticated');
  if (scheme !== 'Bearer') return refusal(403, 'Invalid authentication scheme.');
  return isKey(token) ? undefined : refusal(401, 'Invalid token or expired token.');
}
