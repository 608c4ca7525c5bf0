import { celFailure, noOverload } from './cel-failure.ts';
import type { CelLibrary } from './cel-library.ts';
import { compareCelValues } from './compare-cel-values.ts';
import { joinedLists } from './list-types.ts';
import { sameCelValues } from './same-cel-value.ts';
import { CelDuration, CelTimestamp, CelUint } from './cel-value.ts';

const DURATION = 'google.protobuf.Duration';
const TIMESTAMP = 'google.protobuf.Timestamp';

function int(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw celFailure('integer overflow');
  return value;
}

function uint(value: bigint): CelUint {
  if (BigInt.asUintN(64, value) !== value) throw celFailure('unsigned integer overflow');
  return new CelUint(value);
}

function divide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw celFailure('division by zero');
  return a / b;
}

function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw celFailure('modulus by zero');
  return a % b;
}

type Numbers = (a: bigint, b: bigint) => bigint;
const PLAIN: Readonly<Record<string, Numbers>> = {
  '_+_': (a, b) => a + b,
  '_-_': (a, b) => a - b,
  '_*_': (a, b) => a * b,
  '_/_': divide,
  '_%_': modulo,
};
const DOUBLES: Readonly<Record<string, (a: number, b: number) => number>> = {
  '_+_': (a, b) => a + b,
  '_-_': (a, b) => a - b,
  '_*_': (a, b) => a * b,
  '_/_': (a, b) => a / b,
};

const COMPARED = ['bool', 'int', 'uint', 'double', 'string', 'bytes', TIMESTAMP, DURATION];
const NUMBERS = ['int', 'uint', 'double'];

type Put = (name: string, types: string, run: (...args: never[]) => unknown) => void;

function addArithmetic(put: Put): void {
  for (const [name, run] of Object.entries(PLAIN)) {
    put(name, 'int, int): int', (a: bigint, b: bigint) => int(run(a, b)));
    put(name, 'uint, uint): uint', (a: CelUint, b: CelUint) => uint(run(a.value, b.value)));
  }
  for (const [name, run] of Object.entries(DOUBLES)) put(name, 'double, double): double', run);
  put('-_', 'int): int', (value: bigint) => int(-value));
  put('-_', 'double): double', (value: number) => -value);
  put('!_', 'bool): bool', (value: boolean) => !value);
  put('_+_', 'string, string): string', (a: string, b: string) => a + b);
  put('_+_', 'bytes, bytes): bytes', (a: Uint8Array, b: Uint8Array) => new Uint8Array([...a, ...b]));
  put('_+_', 'list<T>, list<T>): list<T>', joinedLists);
  put('_+_', `${DURATION}, ${DURATION}): ${DURATION}`, (a: CelDuration, b: CelDuration) => new CelDuration(a.nanos + b.nanos));
  put('_-_', `${DURATION}, ${DURATION}): ${DURATION}`, (a: CelDuration, b: CelDuration) => new CelDuration(a.nanos - b.nanos));
  put('_+_', `${TIMESTAMP}, ${DURATION}): ${TIMESTAMP}`, (a: CelTimestamp, b: CelDuration) => new CelTimestamp(a.nanos + b.nanos));
  put('_+_', `${DURATION}, ${TIMESTAMP}): ${TIMESTAMP}`, (a: CelDuration, b: CelTimestamp) => new CelTimestamp(a.nanos + b.nanos));
  put('_-_', `${TIMESTAMP}, ${DURATION}): ${TIMESTAMP}`, (a: CelTimestamp, b: CelDuration) => new CelTimestamp(a.nanos - b.nanos));
  put('_-_', `${TIMESTAMP}, ${TIMESTAMP}): ${DURATION}`, (a: CelTimestamp, b: CelTimestamp) => new CelDuration(a.nanos - b.nanos));
}

/** The operators but `&&`, `||` and `?:`, which do not look at all their operands. */
export function addOperators(library: CelLibrary): void {
  const put: Put = (name, types, run) => library.addOperator(name, types, run);
  const same = sameCelValues(library);
  addArithmetic(put);
  const orders: readonly (readonly [string, (order: number) => boolean])[] = [
    ['_<_', (order) => order < 0],
    ['_<=_', (order) => order <= 0],
    ['_>_', (order) => order > 0],
    ['_>=_', (order) => order >= 0],
  ];
  for (const [name, holds] of orders) {
    const run = (a: unknown, b: unknown): boolean => holds(compareCelValues(a, b));
    for (const type of COMPARED) put(name, `${type}, ${type}): bool`, run);
    for (const left of NUMBERS) for (const right of NUMBERS) if (left !== right) put(name, `${left}, ${right}): bool`, run);
  }
  put('_==_', 'T, T): bool', same);
  put('_!=_', 'T, T): bool', (a: unknown, b: unknown) => !same(a, b));
  put('@in', 'T, list<T>): bool', (value: unknown, list: readonly unknown[]) => list.some((item) => same(item, value)));
  put('@in', 'K, map<K, V>): bool', (key: unknown, map: ReadonlyMap<unknown, unknown>) => map.has(key));
}

/** `a && b` and `a || b`: a side that decides hides a failure of the other one. `decisive` is the value that decides. */
export function decide(decisive: boolean, left: () => unknown, right: () => unknown): boolean {
  let failure: unknown;
  for (const side of [left, right]) {
    try {
      const value = side();
      if (value === decisive) return decisive;
      if (typeof value !== 'boolean') failure ??= noOverload();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure as Error;
  return !decisive;
}
