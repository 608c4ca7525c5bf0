import type { CelLibrary } from './cel-library.ts';
import { celFailure } from './cel-failure.ts';

/** A semantic version in an expression. */
class Semver {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly prerelease: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly string[]) {
    this.numbers = numbers;
    this.prerelease = prerelease;
  }
}

const NUMBER = '(0|[1-9]\\d*)';
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

function parse(text: string): Semver | undefined {
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '', prerelease] = match;
  return new Semver([BigInt(major), BigInt(minor), BigInt(patch)], prerelease?.split('.') ?? []);
}

function normalized(text: string): string {
  const [numbers = '', ...rest] = text.replace(/^v/, '').split(/(?=[-+])/);
  const parts = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  return [...parts, '0', '0'].slice(0, Math.max(3, parts.length)).join('.') + rest.join('');
}

function semverOf(text: string): Semver {
  const version = parse(text);
  if (version === undefined) throw celFailure('No Major.Minor.Patch elements found');
  return version;
}

function compareIds(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
  const [a, b] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (a !== b) return a ? -1 : 1;
  if (a) return BigInt(left) < BigInt(right) ? -1 : Number(BigInt(left) > BigInt(right));
  return left < right ? -1 : Number(left > right);
}

function compare(left: Semver, right: Semver): bigint {
  for (const index of [0, 1, 2] as const) {
    if (left.numbers[index] !== right.numbers[index]) return left.numbers[index] < right.numbers[index] ? -1n : 1n;
  }
  const [a, b] = [left.prerelease, right.prerelease];
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0n : a.length === 0 ? 1n : -1n;
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareIds(a[index], b[index]);
    if (order !== 0) return BigInt(order);
  }
  return 0n;
}

/** Semantic versions as Kubernetes offers them (apiserver, `cel/library/semverlib.go`). */
export function addSemvers(library: CelLibrary): void {
  const type = 'kubernetes.Semver';
  library.addType(type, Semver, (a, b) => compare(a, b) === 0n);
  library.add(`semver(string): ${type}`, semverOf);
  library.add(`semver(string, bool): ${type}`, (text: string, loose: boolean) => semverOf(loose ? normalized(text) : text));
  library.add('isSemver(string): bool', (text: string) => parse(text) !== undefined);
  library.add('isSemver(string, bool): bool', (text: string, loose: boolean) => parse(loose ? normalized(text) : text) !== undefined);
  library.add(`${type}.major(): int`, ({ numbers }: Semver) => numbers[0]);
  library.add(`${type}.minor(): int`, ({ numbers }: Semver) => numbers[1]);
  library.add(`${type}.patch(): int`, ({ numbers }: Semver) => numbers[2]);
  library.add(`${type}.isGreaterThan(${type}): bool`, (a: Semver, b: Semver) => compare(a, b) > 0n);
  library.add(`${type}.isLessThan(${type}): bool`, (a: Semver, b: Semver) => compare(a, b) < 0n);
  library.add(`${type}.compareTo(${type}): int`, compare);
}
