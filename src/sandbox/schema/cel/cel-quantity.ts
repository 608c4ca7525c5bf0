import type { CelLibrary } from './cel-library.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import { quantityProblem } from '../../values/canonical-quantity.ts';
import { celFailure } from './cel-failure.ts';

const NANO = 1_000_000_000n;
const MAX_INT64 = 2n ** 63n - 1n;

/** A Kubernetes quantity in an expression. */
export class Quantity {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

function quantityOf(text: string): Quantity {
  const nanos = parseQuantity(text);
  if (nanos === undefined) throw celFailure(quantityProblem(text) ?? '');
  return new Quantity(nanos);
}

function isWhole({ nanos }: Quantity): boolean {
  const whole = nanos / NANO;
  return nanos % NANO === 0n && whole <= MAX_INT64 && whole >= -MAX_INT64 - 1n;
}

function asInteger(quantity: Quantity): bigint {
  if (!isWhole(quantity)) throw celFailure('cannot convert value to integer');
  return quantity.nanos / NANO;
}

const sign = (value: bigint): bigint => (value < 0n ? -1n : value > 0n ? 1n : 0n);

/** `quantity()`, `isQuantity()` and what Kubernetes does with quantities in CEL (apiserver, `cel/library/quantity.go`). */
export function addQuantities(library: CelLibrary): void {
  const type = 'kubernetes.Quantity';
  library.addType(type, Quantity, (a, b) => a.nanos === b.nanos);
  library.add(`quantity(string): ${type}`, quantityOf);
  library.add('isQuantity(string): bool', (text: string) => parseQuantity(text) !== undefined);
  library.add(`${type}.isInteger(): bool`, isWhole);
  library.add(`${type}.asInteger(): int`, asInteger);
  library.add(`${type}.asApproximateFloat(): double`, ({ nanos }: Quantity) => Number(nanos) / Number(NANO));
  library.add(`${type}.sign(): int`, ({ nanos }: Quantity) => sign(nanos));
  library.add(`${type}.add(${type}): ${type}`, (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos));
  library.add(`${type}.add(int): ${type}`, (a: Quantity, b: bigint) => new Quantity(a.nanos + b * NANO));
  library.add(`${type}.sub(${type}): ${type}`, (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos));
  library.add(`${type}.sub(int): ${type}`, (a: Quantity, b: bigint) => new Quantity(a.nanos - b * NANO));
  library.add(`${type}.isGreaterThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos > b.nanos);
  library.add(`${type}.isLessThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos < b.nanos);
  library.add(`${type}.compareTo(${type}): int`, (a: Quantity, b: Quantity) => sign(a.nanos - b.nanos));
}
