import { parseQuantity } from '../../kernel/quantity.ts';

const NANO = 1_000_000_000n;
const LARGEST = (2n ** 63n - 1n) * NANO;
const MILLI = 1_000_000n;
const EXPONENTS: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const SUFFIXES: ReadonlyMap<number, string> = new Map(Object.entries(EXPONENTS).map(([suffix, exponent]) => [exponent, suffix]));
const BINARY: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The decoder's complaints about what is no quantity (apimachinery, `resource.Quantity`). */
const WRONG_FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";

function decimal(amount: bigint, scientific: boolean): string {
  let mantissa = amount;
  let exponent = -9;
  while (mantissa % 1_000n === 0n) {
    mantissa /= 1_000n;
    exponent += 3;
  }
  const suffix = scientific ? undefined : SUFFIXES.get(exponent);
  if (suffix !== undefined) return `${String(mantissa)}${suffix}`;
  return exponent === 0 ? String(mantissa) : `${String(mantissa)}e${String(exponent)}`;
}

function binary(amount: bigint): string {
  let mantissa = amount / NANO;
  let step = 0;
  while (mantissa % 1_024n === 0n && step < BINARY.length - 1) {
    mantissa /= 1_024n;
    step += 1;
  }
  return `${String(mantissa)}${BINARY[step] ?? ''}`;
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/** Writes an amount in nano-units with the kind of suffix that `like` has. */
export function formatQuantity(amount: bigint, like: string): string {
  if (amount === 0n) return '0';
  if (!like.endsWith('i')) return decimal(amount, /[eE][+-]?\d+$/.test(like));
  const bounded = magnitude(amount) > LARGEST ? (amount < 0n ? -LARGEST : LARGEST) : amount;
  const whole = magnitude(bounded) >= 1_024n * NANO && bounded % NANO === 0n;
  return whole ? binary(bounded) : decimal(bounded, false);
}

/** What is wrong with a text that should be a quantity, as the server's decoder tells it; undefined for a quantity. */
export function quantityProblem(text: string): string | undefined {
  if (parseQuantity(text) !== undefined) return undefined;
  return text !== '' && /^[+-]?\d*(\.\d*)?[eEinumkKMGTP]*[-+]?\d*$/.test(text) ? WRONG_SUFFIX : WRONG_FORM;
}

/**
 * Whether the server gives a text back as it came: it keeps those that look canonical at a first glance, `5.` and `+1` among them.
 * `scale` is the finest power of ten that is kept.
 */
function isKept(text: string, scale: number): boolean {
  const match = /^[+-]?0*(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/.exec(text);
  if (match === null) return false;
  const [, stripped = '', fraction = '', suffix = ''] = match;
  const digits = (stripped === '' ? '0' : stripped) + fraction;
  const step = BINARY.indexOf(suffix);
  if (step > 0) {
    const precision = 15 - digits.length - Math.trunc((step * 30) / 10) - 1;
    return fraction === '' && precision >= 0 && BigInt(digits) % 8n !== 0n;
  }
  const exponent = (EXPONENTS[suffix] ?? Number(suffix.slice(1))) - fraction.length;
  if (digits.length > 18 || exponent < scale) return false;
  return exponent % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

/** The form in which the server writes a quantity back: `0.5` → `500m`, `1024Mi` → `1Gi`. The text must be a quantity. */
export function canonicalQuantity(text: string): string {
  return isKept(text, -9) ? text : formatQuantity(parseQuantity(text) ?? 0n, text);
}

/** As a value of a list of resources, where nothing is finer than a thousandth: the rest is rounded up. */
export function canonicalResource(text: string): string {
  if (isKept(text, -3)) return text;
  const amount = parseQuantity(text) ?? 0n;
  const rest = amount % MILLI;
  return formatQuantity(rest === 0n ? amount : amount - rest + (amount > 0n ? MILLI : -MILLI), text);
}
