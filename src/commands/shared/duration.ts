import { usageError } from '../../output/cli-error.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const WHOLE = /^-?(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** Reads a span of time as kubectl writes it (`30s`, `1h30m`, `0`, bare seconds), in milliseconds; negative is allowed. Throws a usage error naming the flag. */
export function parseDuration(text: string, flag: string): number {
  if (/^-?\d+$/.test(text)) return Number(text) * 1000;
  if (!WHOLE.test(text)) throw usageError(`invalid duration "${text}" for --${flag}`, `write it like --${flag}=30s or --${flag}=5m`);
  let sum = 0;
  for (const [, amount = '0', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) sum += Number(amount) * (UNIT_MS[unit] ?? 0);
  return text.startsWith('-') ? -sum : sum;
}
