import { isJsonObject } from '../../kernel/json.ts';
import { apiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';
import { sameValue } from '../values/same-value.ts';
import { goJsonType } from '../values/go-values.ts';

const MOST_OPERATIONS = 10_000;
const MEMBERS = ['op', 'path', 'from', 'value'];

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string;
  /** Null where it was not given: the server does not tell the two apart. */
  readonly value: unknown;
  readonly hasValue: boolean;
}

/** An operation that does not apply. The server does not say which one, nor why. */
class Refused extends Error {}

function undecodable(value: unknown, target: string): Error {
  return badRequest(`error decoding patch: json: cannot unmarshal ${goJsonType(value)} into Go ${target}`);
}

function textOf(operation: Readonly<Record<string, unknown>>, name: string): string {
  const value = operation[name] ?? '';
  if (typeof value !== 'string') throw undecodable(value, `struct field jsonPatchOp.${name} of type string`);
  return value;
}

function decoded(body: unknown): readonly Operation[] {
  if (body === null) return [];
  if (!Array.isArray(body)) throw undecodable(body, 'value of type []handlers.jsonPatchOp');
  return body.map((given: unknown) => {
    const operation = given ?? {};
    if (!isJsonObject(operation)) throw undecodable(operation, 'value of type handlers.jsonPatchOp');
    const hasValue = Object.hasOwn(operation, 'value');
    const value = operation['value'] ?? null;
    return { op: textOf(operation, 'op'), path: textOf(operation, 'path'), from: textOf(operation, 'from'), value, hasValue };
  });
}

/** The keys of a pointer. What stands before the first slash is not looked at, as the server does not look at it. */
function keysOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A place in a list; negative ones count from the end. `size` is one past the last that is allowed. */
function indexOf(key: string, size: number): number {
  const index = /^[+-]?\d+$/.test(key) ? Number(key) : Number.NaN;
  if (!(index >= -size && index < size)) throw new Refused();
  return index < 0 ? index + size : index;
}

/** What is under a key: undefined where an object lacks it. */
function held(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return container[indexOf(key, container.length)];
  if (!isJsonObject(container)) throw new Refused();
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

type Change = (container: unknown, key: string) => unknown;

/** The document with the container of the last key changed; everything off the way is shared. */
function changed(document: unknown, keys: readonly string[], change: Change): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) throw new Refused();
  if (rest.length === 0) return change(document, key);
  const inside = changed(held(document, key), rest, change);
  return Array.isArray(document)
    ? document.with(indexOf(key, document.length), inside)
    : { ...(document as Readonly<Record<string, unknown>>), [key]: inside };
}

function valueAt(document: unknown, pointer: string): unknown {
  if (!pointer.includes('/')) throw new Refused();
  let value = document;
  for (const key of keysOf(pointer)) value = held(value, key);
  return value;
}

function adding(value: unknown): Change {
  return (container, key) => {
    if (Array.isArray(container)) return container.toSpliced(key === '-' ? container.length : indexOf(key, container.length + 1), 0, value);
    if (!isJsonObject(container)) throw new Refused();
    return { ...container, [key]: value };
  };
}

function replacing(value: unknown): Change {
  return (container, key) => {
    if (Array.isArray(container)) return container.with(indexOf(key, container.length), value);
    if (!isJsonObject(container)) throw new Refused();
    return { ...container, [key]: value };
  };
}

const removing: Change = (container, key) => {
  if (Array.isArray(container)) return container.toSpliced(indexOf(key, container.length), 1);
  if (!isJsonObject(container) || !Object.hasOwn(container, key)) throw new Refused();
  const { [key]: _gone, ...rest } = container;
  return rest;
};

function tested(document: unknown, { path, value, hasValue }: Operation): unknown {
  const found = path === '' ? document : valueAt(document, path);
  if (found === undefined || found === null) {
    if (hasValue && value === null) return document;
  } else if (hasValue && sameValue(found, value)) return document;
  throw new Refused();
}

function applied(document: unknown, operation: Operation): unknown {
  const { op, path, from, value } = operation;
  switch (op) {
    case 'add':
      return changed(document, keysOf(path), adding(value));
    case 'replace':
      return path === '' ? value : changed(document, keysOf(path), replacing(value));
    case 'remove':
      return changed(document, keysOf(path), removing);
    case 'move': {
      const moved = valueAt(document, from);
      return changed(changed(document, keysOf(from), removing), keysOf(path), adding(moved));
    }
    case 'copy':
      return changed(document, keysOf(path), adding(valueAt(document, from) ?? null));
    case 'test':
      return tested(document, operation);
    default:
      throw new Refused();
  }
}

/**
 * Applies a JSON patch (RFC 6902) the way the API server does: replacing or copying a missing key of an object is allowed, negative indices count
 * from the end. Throws ApiFailure: 400 where `operations` is no list of operations, 413 for more than 10,000 of them, 422 where one does not apply.
 */
export function jsonPatch(live: unknown, operations: unknown): unknown {
  const list = decoded(operations);
  if (list.length > MOST_OPERATIONS) {
    const message = `Request entity too large: The allowed maximum operations in a JSON patch is ${String(MOST_OPERATIONS)}, got ${String(list.length)}`;
    throw apiFailure(413, 'RequestEntityTooLarge', message);
  }
  try {
    return list.reduce<unknown>(applied, live);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw apiFailure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  }
}

/** Members of operations that no operation has: `json patch unknown field "[0].foo"`. Warnings, or errors under strict field validation. */
export function jsonPatchComplaints(operations: unknown): readonly string[] {
  if (!Array.isArray(operations)) return [];
  return operations.flatMap((operation: unknown, index) =>
    isJsonObject(operation)
      ? Object.keys(operation)
          .filter((name) => !MEMBERS.includes(name))
          .map((name) => `json patch unknown field "[${String(index)}].${name}"`)
      : [],
  );
}
