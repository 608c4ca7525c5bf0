import { celFailure } from './cel-failure.ts';
import { kindOf } from './cel-kind.ts';
import type { CelLibrary } from './cel-library.ts';
import { ABSENT, type CelDuration, type CelMap, CelOptional, type CelTimestamp, CelTypeValue } from './cel-value.ts';

const DURATION = 'google.protobuf.Duration';
const TIMESTAMP = 'google.protobuf.Timestamp';

function addSizes(library: CelLibrary): void {
  const sizes: readonly (readonly [string, (value: never) => number])[] = [
    ['string', (text: string) => Array.from(text).length],
    ['bytes', (bytes: Uint8Array) => bytes.length],
    ['list<T>', (list: readonly unknown[]) => list.length],
    ['map<K, V>', (map: CelMap) => map.size],
  ];
  for (const [type, size] of sizes) {
    const run = (value: never): bigint => BigInt(size(value));
    library.addNamespaced(`size(${type}): int`, run);
    library.add(`${type}.size(): int`, run);
  }
}

function inZone(moment: CelTimestamp, zone: string | undefined): Date {
  if (zone === undefined || zone === 'UTC') return moment.date;
  const offset = /^([-+]?)(\d{1,2}):(\d{2})$/.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(moment.date.getTime() + (offset[1] === '-' ? -1 : 1) * minutes * 60_000);
  }
  try {
    return new Date(`${moment.date.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
  } catch {
    throw celFailure(`unknown time zone ${zone}`);
  }
}

const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - new Date(date).setUTCMonth(0, 1)) / 86_400_000),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};

const UNITS: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

function addTimes(library: CelLibrary): void {
  for (const [name, part] of Object.entries(PARTS)) {
    const run = (moment: CelTimestamp, zone?: string): bigint => BigInt(part(inZone(moment, zone)));
    library.add(`${TIMESTAMP}.${name}(): int`, run);
    library.add(`${TIMESTAMP}.${name}(string): int`, run);
  }
  for (const [name, unit] of Object.entries(UNITS)) library.add(`${DURATION}.${name}(): int`, ({ nanos }: CelDuration) => nanos / unit);
}

function addOptionals(library: CelLibrary): void {
  library.addNamespaced('optional.of(T): optional<T>', (value: unknown) => new CelOptional(true, value));
  library.addNamespaced('optional.none(): optional<T>', () => ABSENT);
  library.addNamespaced('optional.ofNonZeroValue(T): optional<T>', (value: unknown) => {
    const size = Array.isArray(value) ? value.length : value instanceof Map ? value.size : undefined;
    const isZero = size === 0 || value === '' || value === 0n || value === 0 || value === false || value === null;
    return isZero ? ABSENT : new CelOptional(true, value);
  });
  library.add('optional<T>.hasValue(): bool', ({ present }: CelOptional) => present);
  library.add('optional<T>.value(): T', ({ present, value }: CelOptional) => {
    if (!present) throw celFailure('optional.none() dereference');
    return value;
  });
  library.add('optional<T>.or(optional<T>): optional<T>', (first: CelOptional, second: CelOptional) => (first.present ? first : second));
  library.add('optional<T>.orValue(T): T', ({ present, value }: CelOptional, other: unknown) => (present ? value : other));
}

/** What every CEL has: sizes, texts, times, types, optionals. Operators are in `cel-operators.ts`. */
export function addBasics(library: CelLibrary): void {
  addSizes(library);
  addTimes(library);
  addOptionals(library);
  library.add('type(dyn): type', (value: unknown) => new CelTypeValue(kindOf(value, library)));
  library.add('string.startsWith(string): bool', (text: string, part: string) => text.startsWith(part));
  library.add('string.endsWith(string): bool', (text: string, part: string) => text.endsWith(part));
  library.add('string.contains(string): bool', (text: string, part: string) => text.includes(part));
}
