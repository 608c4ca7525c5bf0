const UNIT_NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // U+00B5, micro sign
  μs: 1_000n, // U+03BC, Greek mu
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const MAX_NANOSECONDS = 2n ** 63n - 1n;

/** The grammar of Go's `time.ParseDuration` without a sign: `300ms`, `1.5h`, `2h45m`. It does not bound the amount. */
export const GO_DURATION_PATTERN: RegExp = /^(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** The grammar of durations in Prometheus and its operator: units from years to milliseconds, each at most once, in falling order. */
export const PROMETHEUS_DURATION_PATTERN: RegExp =
  /^(?:0|(?:[0-9]+y)?(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?(?:[0-9]+ms)?)$/;

function nanoseconds(integer: string, fraction: string, unit: bigint): bigint {
  // Go drops what is finer than a nanosecond.
  return BigInt(integer || '0') * unit + (BigInt(fraction || '0') * unit) / 10n ** BigInt(fraction.length);
}

/** The milliseconds of a Go duration without sign (`1m30s` gives 90000), or undefined where Go would refuse the text or it is over 2⁶³ ns. */
export function parseGoDuration(text: string): number | undefined {
  if (!GO_DURATION_PATTERN.test(text)) return undefined;
  let total = 0n;
  for (const [, integer = '', fraction = '', unit = ''] of text.matchAll(/([0-9]*)\.?([0-9]*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += nanoseconds(integer, fraction, UNIT_NANOSECONDS[unit] ?? 0n);
  }
  return total > MAX_NANOSECONDS ? undefined : Number(total / 1_000_000n) + Number(total % 1_000_000n) / 1_000_000;
}

/** A duration as Go's `time.Duration` prints it, to the millisecond: `0s`, `350ms`, `1m3.5s`, `2h0m0s`. */
export function formatGoDuration(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  const sign = ms < 0 && whole > 0 ? '-' : '';
  if (whole === 0) return '0s';
  if (whole < 1000) return `${sign}${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const seconds = (whole % 60_000) / 1000;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
}
