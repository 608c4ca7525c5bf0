/** A span of time in nanoseconds. */
export class CelDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A moment: nanoseconds since the epoch, so that nothing is lost. */
export class CelTimestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  get date(): Date {
    return new Date(Number(this.nanos / 1_000_000n) - (this.nanos % 1_000_000n < 0n ? 1 : 0));
  }
}

/** The type of a value, as `type(x)` gives it. */
export class CelTypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value that may be absent. */
export class CelOptional {
  readonly present: boolean;
  readonly value: unknown;

  constructor(present: boolean, value?: unknown) {
    this.present = present;
    this.value = value;
  }
}

export const ABSENT: CelOptional = new CelOptional(false);

/** `uint` values. */
export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A map or an object. Keys are strings, or what a map literal has. */
export type CelMap = ReadonlyMap<unknown, unknown>;

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const DURATION = /^([-+]?)(0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** The duration that a text of Go's `time.ParseDuration` means; undefined where it is none. */
export function parseCelDuration(text: string): CelDuration | undefined {
  const [, sign, body] = DURATION.exec(text) ?? [];
  if (body === undefined) return undefined;
  let nanos = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = UNITS[unit] ?? 0n;
    nanos +=
      BigInt(whole === '' ? '0' : whole) * scale + (BigInt(fraction === '' ? '0' : fraction) * scale) / 10n ** BigInt(fraction.length);
  }
  return nanos > 2n ** 63n - 1n ? undefined : new CelDuration(sign === '-' ? -nanos : nanos);
}

const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d{2}:\d{2})$/;
const EARLIEST = -62_135_596_800_000;
const LATEST = 253_402_300_799_999;

/** The moment that an RFC 3339 text means; undefined where it is none. */
export function parseMoment(text: string): CelTimestamp | undefined {
  const [, year, month, day, time = '', fraction = '', zone = ''] = TIMESTAMP.exec(text) ?? [];
  if (year === undefined || Number(month) > 12) return undefined;
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  const ms = new Date(`${year}-${month ?? ''}-${day ?? ''}T${time}${zone.toUpperCase()}`).getTime();
  if (Number(day) > days || Number.isNaN(ms)) return undefined;
  return new CelTimestamp(BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')));
}

/** As {@link parseMoment}, and undefined where it is not between the years 1 and 9999: what `timestamp()` takes. */
export function parseCelTimestamp(text: string): CelTimestamp | undefined {
  const moment = parseMoment(text);
  const ms = moment?.date.getTime() ?? 0;
  return ms < EARLIEST || ms > LATEST ? undefined : moment;
}

function fractionText(nanos: bigint): string {
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(9, '0').replace(/0+$/, '');
  return digits === '' ? '' : `.${digits}`;
}

/** A duration as CEL writes it: `90s`, `0.5s`. */
export function durationText({ nanos }: CelDuration): string {
  const whole = nanos / 1_000_000_000n;
  return `${nanos < 0n && whole === 0n ? '-' : ''}${String(whole)}${fractionText(nanos % 1_000_000_000n)}s`;
}

/** A moment as CEL writes it: `2024-01-02T03:04:05Z`. */
export function timestampText(moment: CelTimestamp): string {
  const nanos = ((moment.nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return `${moment.date.toISOString().slice(0, 19)}${fractionText(nanos)}Z`;
}
