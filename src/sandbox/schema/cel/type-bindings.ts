import type { CelType } from './cel-type.ts';
import { DYN } from './cel-type.ts';

/** What parameters of a declaration stand for in one call. */
export type Bindings = Map<string, CelType>;

const NULLABLE: ReadonlySet<string> = new Set(['google.protobuf.Duration', 'google.protobuf.Timestamp']);

/** Whether a value of one type can stand where another is wanted; binds the parameters of the wanted type. */
export function isAssignable(wanted: CelType, given: CelType, bindings: Bindings): boolean {
  if (wanted.kind === 'dyn' || given.kind === 'dyn') return true;
  if (wanted.kind === 'param') {
    const known = bindings.get(wanted.name);
    if (known === undefined || known.kind === 'param') {
      bindings.set(wanted.name, given);
      return true;
    }
    if (given.kind === 'param') return true;
    if (isAssignable(known, given, bindings)) return true;
    if (!isAssignable(given, known, bindings)) return false;
    bindings.set(wanted.name, given);
    return true;
  }
  // The element of an empty list can be anything.
  if (given.kind === 'param') return true;
  switch (wanted.kind) {
    case 'simple': {
      if (given.kind !== 'simple') return given.kind === 'object' && wanted.name === 'null';
      return (
        given.name === wanted.name ||
        (given.name === 'null' && NULLABLE.has(wanted.name)) ||
        (wanted.name === 'null' && NULLABLE.has(given.name))
      );
    }
    case 'list':
      return given.kind === 'list' && isAssignable(wanted.items, given.items, bindings);
    case 'map':
      return given.kind === 'map' && isAssignable(wanted.keys, given.keys, bindings) && isAssignable(wanted.values, given.values, bindings);
    case 'optional':
      return given.kind === 'optional' && isAssignable(wanted.inner, given.inner, bindings);
    case 'object':
      return given === wanted || (given.kind === 'simple' && given.name === 'null');
  }
}

/** A type with its parameters replaced; what is not bound is anything. */
export function bound(type: CelType, bindings: Bindings): CelType {
  switch (type.kind) {
    case 'param':
      return bindings.get(type.name) ?? DYN;
    case 'list':
      return { kind: 'list', items: bound(type.items, bindings) };
    case 'map':
      return { kind: 'map', keys: bound(type.keys, bindings), values: bound(type.values, bindings) };
    case 'optional':
      return { kind: 'optional', inner: bound(type.inner, bindings) };
    default:
      return type;
  }
}
