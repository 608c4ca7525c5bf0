import { celFailure, noOverload } from './cel-failure.ts';
import type { CelLibrary } from './cel-library.ts';
import { compareCelValues } from './compare-cel-values.ts';
import { sameCelValues } from './same-cel-value.ts';

type List = readonly unknown[];

function extreme(list: List, name: string, sign: 1 | -1): unknown {
  if (list.length === 0) throw celFailure(`${name} called on empty list`);
  return list.reduce((best, item) => (compareCelValues(item, best) * sign > 0 ? item : best));
}

function sum(list: List): unknown {
  if (list.every((item) => typeof item === 'bigint')) {
    const total = list.reduce((left, right) => left + right, 0n);
    if (BigInt.asIntN(64, total) !== total) throw celFailure('integer overflow');
    return total;
  }
  if (list.every((item) => typeof item === 'number')) return list.reduce((left, right) => left + right, 0);
  throw noOverload();
}

function flatten(list: List, depth = 1n): List {
  if (depth < 0n) throw celFailure('level must be non-negative');
  return list.flat(Number(depth));
}

function slice(list: List, start: bigint, end: bigint): List {
  const range = `slice(${String(start)}, ${String(end)})`;
  if (start < 0n || end < 0n) throw celFailure(`cannot ${range}, negative indexes not supported`);
  if (start > end) throw celFailure(`cannot ${range}, start index must be less than or equal to end index`);
  if (end > list.length) throw celFailure(`cannot ${range}, list is length ${String(list.length)}`);
  return list.slice(Number(start), Number(end));
}

/** Lists and sets as Kubernetes offers them (apiserver `cel/library/lists.go`, cel-go `ext.Lists` version 3 and `ext.Sets`). */
export function addLists(library: CelLibrary): void {
  const same = sameCelValues(library);
  const has = (list: List, value: unknown): boolean => list.some((item) => same(item, value));
  const holds = (list: List, part: List): boolean => part.every((item) => has(list, item));
  library.add('list<T>.isSorted(): bool', (list: List) =>
    list.every((item, index) => index === 0 || compareCelValues(list[index - 1], item) <= 0),
  );
  library.add('list<T>.sum(): T', sum);
  library.add('list<T>.min(): T', (list: List) => extreme(list, 'min', -1));
  library.add('list<T>.max(): T', (list: List) => extreme(list, 'max', 1));
  library.add('list<T>.indexOf(T): int', (list: List, value: unknown) => BigInt(list.findIndex((item) => same(item, value))));
  library.add('list<T>.lastIndexOf(T): int', (list: List, value: unknown) => BigInt(list.findLastIndex((item) => same(item, value))));
  library.add('list<T>.distinct(): list<T>', (list: List) => list.filter((item, index) => !has(list.slice(0, index), item)));
  library.add('list<T>.flatten(): list<dyn>', flatten);
  library.add('list<T>.flatten(int): list<dyn>', flatten);
  library.add('list<T>.reverse(): list<T>', (list: List) => list.toReversed());
  library.add('list<T>.slice(int, int): list<T>', slice);
  library.add('list<T>.sort(): list<T>', (list: List) => list.toSorted(compareCelValues));
  library.addNamespaced('lists.range(int): list<int>', (size: bigint) =>
    Array.from({ length: Math.max(0, Number(size)) }, (_, index) => BigInt(index)),
  );
  library.addNamespaced('sets.contains(list<T>, list<T>): bool', holds);
  library.addNamespaced('sets.equivalent(list<T>, list<T>): bool', (a: List, b: List) => holds(a, b) && holds(b, a));
  library.addNamespaced('sets.intersects(list<T>, list<T>): bool', (a: List, b: List) => a.some((item) => has(b, item)));
}
