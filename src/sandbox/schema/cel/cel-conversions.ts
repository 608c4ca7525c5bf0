import { celFailure, conversionFailure } from './cel-failure.ts';
import type { CelLibrary } from './cel-library.ts';
import type { CelDuration } from './cel-value.ts';
import { CelTimestamp, CelUint, durationText, parseCelDuration, parseCelTimestamp, timestampText } from './cel-value.ts';
import { goNumber } from '../../values/go-text.ts';

const DURATION = 'google.protobuf.Duration';
const TIMESTAMP = 'google.protobuf.Timestamp';

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function intOf(text: string): bigint {
  const value = /^[-+]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
  if (value === undefined || BigInt.asIntN(64, value) !== value) throw conversionFailure('string', 'int');
  return value;
}

function intOfDouble(value: number): bigint {
  if (!Number.isFinite(value) || value >= 2 ** 63 || value <= -(2 ** 63)) throw celFailure('integer overflow');
  return BigInt(Math.trunc(value));
}

function uintOf(value: bigint): CelUint {
  if (BigInt.asUintN(64, value) !== value) throw celFailure('unsigned integer overflow');
  return new CelUint(value);
}

function doubleOf(text: string): number {
  if (/^[-+]?(?:inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) throw conversionFailure('string', 'double');
  return Number(text);
}

function boolOf(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw conversionFailure('string', 'bool');
}

function durationOf(text: string): CelDuration {
  const duration = parseCelDuration(text);
  if (duration === undefined) throw conversionFailure('string', DURATION);
  return duration;
}

function timestampOf(text: string): CelTimestamp {
  const moment = parseCelTimestamp(text);
  if (moment === undefined) throw conversionFailure('string', TIMESTAMP);
  return moment;
}

function same<T>(value: T): T {
  return value;
}

/** The conversions of cel-go's standard library. */
export function addConversions(library: CelLibrary): void {
  library.add('dyn(dyn): dyn', same);
  library.add('int(int): int', same);
  library.add('int(double): int', intOfDouble);
  library.add('int(string): int', intOf);
  library.add('int(uint): int', ({ value }: CelUint) => value);
  library.add(`int(${TIMESTAMP}): int`, ({ date }: CelTimestamp) => BigInt(Math.floor(date.getTime() / 1000)));
  library.add(`int(${DURATION}): int`, ({ nanos }: CelDuration) => nanos);
  library.add('uint(int): uint', uintOf);
  library.add('uint(uint): uint', same);
  library.add('uint(double): uint', (value: number) => uintOf(intOfDouble(value)));
  library.add('uint(string): uint', (text: string) => uintOf(intOf(text)));
  library.add('double(double): double', same);
  library.add('double(int): double', Number);
  library.add('double(uint): double', ({ value }: CelUint) => Number(value));
  library.add('double(string): double', doubleOf);
  library.add('bool(bool): bool', same);
  library.add('bool(string): bool', boolOf);
  library.add('bytes(bytes): bytes', same);
  library.add('bytes(string): bytes', (text: string) => new Uint8Array(Buffer.from(text)));
  library.add(`duration(string): ${DURATION}`, durationOf);
  library.add(`duration(${DURATION}): ${DURATION}`, same);
  library.add(`timestamp(string): ${TIMESTAMP}`, timestampOf);
  library.add(`timestamp(${TIMESTAMP}): ${TIMESTAMP}`, same);
  library.add(`timestamp(int): ${TIMESTAMP}`, (seconds: bigint) => new CelTimestamp(seconds * 1_000_000_000n));
  library.add('string(string): string', same);
  library.add('string(int): string', String);
  library.add('string(uint): string', ({ value }: CelUint) => String(value));
  library.add('string(double): string', goNumber);
  library.add('string(bool): string', String);
  library.add('string(bytes): string', (bytes: Uint8Array) => Buffer.from(bytes).toString());
  library.add(`string(${TIMESTAMP}): string`, timestampText);
  library.add(`string(${DURATION}): string`, durationText);
}
