import { isJsonObject } from '../../kernel/json.ts';
import { type FieldSet, isEmptySet, sameSet } from './field-set.ts';
import { decodeFieldsV1, encodeFieldsV1 } from './fields-v1.ts';
import type { ManagedFieldsEntry } from './managed-fields.ts';

/** One manager of fields, in one role: who, how, in which version, through which subresource. */
export interface FieldManager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** `''` for the object itself. */
  readonly subresource: string;
  /** RFC 3339; absent where the server has noted none. */
  readonly time: string | undefined;
  readonly set: FieldSet;
}

/** The managers of an object by {@link managerKey}. */
export type FieldManagers = ReadonlyMap<string, FieldManager>;

/** What tells managers apart. An applier is the same in every version of the API, an updater is not. */
export function managerKey({ manager, operation, apiVersion, subresource }: Omit<FieldManager, 'time' | 'set'>): string {
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource]);
}

const decoded = new WeakMap<object, FieldManagers>();
const sets = new WeakMap<object, FieldSet>();

function decodedSet(fields: unknown): FieldSet | undefined {
  if (!isJsonObject(fields)) return undefined;
  const known = sets.get(fields) ?? decodeFieldsV1(fields);
  if (known !== undefined) sets.set(fields, known);
  return known;
}

function decodedEntry(entry: unknown): FieldManager | undefined {
  if (!isJsonObject(entry)) return undefined;
  const { manager = '', operation, apiVersion = '', time, fieldsType, fieldsV1, subresource = '' } = entry;
  const set = fieldsType === 'FieldsV1' ? decodedSet(fieldsV1 ?? {}) : undefined;
  if (set === undefined || (operation !== 'Apply' && operation !== 'Update')) return undefined;
  return {
    manager: String(manager),
    operation,
    apiVersion: String(apiVersion),
    subresource: String(subresource),
    time: typeof time === 'string' ? time : undefined,
    set,
  };
}

/** Reads `metadata.managedFields`; undefined where an entry is malformed (the server then takes none of them). */
export function decodeManagers(entries: unknown): FieldManagers | undefined {
  if (!Array.isArray(entries)) return new Map();
  const known = decoded.get(entries);
  if (known !== undefined) return known;
  const managers = new Map<string, FieldManager>();
  for (const entry of entries) {
    const manager = decodedEntry(entry);
    if (manager === undefined) return undefined;
    if (!isEmptySet(manager.set)) managers.set(managerKey(manager), manager);
  }
  decoded.set(entries, managers);
  return managers;
}

const encoded = new WeakMap<FieldSet, ManagedFieldsEntry['fieldsV1']>();

function fieldsOf(set: FieldSet): ManagedFieldsEntry['fieldsV1'] {
  let fields = encoded.get(set);
  if (fields === undefined) {
    fields = encodeFieldsV1(set);
    encoded.set(set, fields);
    sets.set(fields, set);
  }
  return fields;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Seconds since the epoch; 0 where there is no time. */
export function secondsOf(time: string | undefined): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

function inOrder(left: FieldManager, right: FieldManager): number {
  return (
    compareText(left.operation, right.operation) ||
    secondsOf(left.time) - secondsOf(right.time) ||
    compareText(left.manager, right.manager) ||
    compareText(left.apiVersion, right.apiVersion) ||
    compareText(left.subresource, right.subresource)
  );
}

/** Writes `metadata.managedFields` in the server's order: appliers first, then by time and name. Managers of nothing are left out. */
export function encodeManagers(managers: FieldManagers): readonly ManagedFieldsEntry[] {
  const entries = [...managers.values()].filter(({ set }) => !isEmptySet(set)).toSorted(inOrder);
  return entries.map(({ manager, operation, apiVersion, time, set, subresource }) => ({
    manager,
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsOf(set),
    ...(subresource === '' ? {} : { subresource }),
  }));
}

/** Whether both say the same, whatever the times. */
export function sameManagers(left: FieldManagers, right: FieldManagers): boolean {
  if (left.size !== right.size) return false;
  for (const [key, { apiVersion, set }] of left) {
    const other = right.get(key);
    if (other === undefined || other.apiVersion !== apiVersion || !sameSet(other.set, set)) return false;
  }
  return true;
}
