/** A parsed Kubernetes quantity as an exact number of nano-units (10⁻⁹), the finest scale the API keeps. */
export type NanoUnits = bigint;

const SUFFIXES: Readonly<Record<string, readonly [base: bigint, exponent: number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

/** The grammar of `resource.Quantity`: sign, decimal number, and a decimal, binary or exponent suffix. */
export const QUANTITY_PATTERN: RegExp =
  /^([+-]?)(?:(\d{1,30})(?:\.(\d{0,30}))?|\.(\d{1,30}))(?:([eE][+-]?\d{1,2})|(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]))?$/;

function scaled(digits: string, fraction: string, base: bigint, exponent: number): NanoUnits {
  const whole = BigInt(digits + fraction);
  const multiplier = base === 2n ? 2n ** BigInt(exponent) : 10n ** BigInt(Math.max(exponent, 0));
  const divisor = 10n ** BigInt(fraction.length) * (base === 10n && exponent < 0 ? 10n ** BigInt(-exponent) : 1n);
  const numerator = whole * multiplier * 1_000_000_000n;
  const quotient = numerator / divisor;
  return numerator % divisor === 0n ? quotient : quotient + 1n; // the API server rounds up to nano-units
}

/** The exact value of a quantity (`"500m"`, `"1Gi"`, `2`, `"1e3"`), or undefined where the text is not a quantity. */
export function parseQuantity(value: string | number): NanoUnits | undefined {
  const match = QUANTITY_PATTERN.exec(String(value));
  if (!match) return undefined;
  const [, sign, integer = '0', decimals = '', bareDecimals = '', exponent, suffix = ''] = match;
  const [base, power] = exponent === undefined ? (SUFFIXES[suffix] ?? [10n, 0]) : [10n, Number(exponent.slice(1))];
  const amount = scaled(integer, decimals + bareDecimals, base, power);
  return sign === '-' ? -amount : amount;
}

/** Whether two texts mean the same amount (`"1000m"` and `"1"`). False where either is not a quantity. */
export function sameQuantity(left: string | number, right: string | number): boolean {
  const parsed = parseQuantity(left);
  return parsed !== undefined && parsed === parseQuantity(right);
}

/** Negative, zero or positive as `left` is smaller, equal or larger; undefined where either is not a quantity. */
export function compareQuantities(left: string | number, right: string | number): number | undefined {
  const a = parseQuantity(left);
  const b = parseQuantity(right);
  if (a === undefined || b === undefined) return undefined;
  return a < b ? -1 : Number(a > b);
}
