import { hashOf } from '../../../kernel/hash.ts';

/** Kubernetes' alphabet for generated names: no vowels, no look-alikes (apimachinery, `rand.SafeEncodeString`). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * A hash of a JSON value in the form of `pod-template-hash`: the digits of a 32-bit number, written in safe letters. The number itself is
 * not Kubernetes' own (that hashes a dump of Go's memory).
 */
export function safeHash(value: unknown): string {
  const number = Number.parseInt(hashOf(value).slice(0, 8), 16);
  return Array.from(String(number), (digit) => ALPHABET.charAt(digit.charCodeAt(0) % ALPHABET.length)).join('');
}
