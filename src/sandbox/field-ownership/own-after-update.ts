import { timestamp } from '../../kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { capUpdaters } from './cap-updaters.ts';
import { compareValues } from './compare-values.ts';
import { decodeManagers, encodeManagers, type FieldManager, type FieldManagers, managerKey } from './field-managers.ts';
import { difference, isEmptySet, union } from './field-set.ts';
import { type IgnoredFields, withoutIdentity, withoutIgnored } from './ignored-fields.ts';
import type { ManagedFieldsEntry } from './managed-fields.ts';
import { objectSchema } from './value-form.ts';

/** A write that is no apply: create, update, or a patch of another format. */
export interface UpdateOwnership {
  /** What is stored; undefined for a create. */
  readonly previous: JsonObject | undefined;
  /**
   * What the client wants, decoded, with defaults, with the `managedFields` that it sent: before admission and before anything that the server
   * itself fills in (addresses, uids), for nobody owns that.
   */
  readonly next: JsonObject;
  readonly manager: string;
  /** `''` for the object itself, `status`, `scale`. */
  readonly subresource: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of the whole object. */
  readonly schema: SchemaNode;
  readonly ignore: IgnoredFields;
  /**
   * For a create: what an object has before anybody set a field (built-in types have structs that are always there, and nobody owns those for
   * being there). Give what the type's decoder makes of an object without fields. Default: nothing.
   */
  readonly blank?: JsonObject;
  /**
   * Whether the client sent `managedFields: []`, which is a reset for built-in types. (For custom ones an empty list says nothing, so that clients
   * which do not know the field cannot lose it.) Default false.
   */
  readonly sentEmptyList?: boolean;
}

function managedFieldsOf(object: JsonObject | undefined): unknown {
  const metadata = object?.['metadata'];
  return isJsonObject(metadata) ? metadata['managedFields'] : undefined;
}

/** A list with one empty entry is how a client says that it wants to be rid of all of them. */
function isReset(entries: unknown): boolean {
  return (
    Array.isArray(entries) &&
    entries.length === 1 &&
    isJsonObject(entries[0]) &&
    Object.values(entries[0]).every((value) => value === null || value === '')
  );
}

/** The managers before the write: those that the client sent if it may and they can be read, else the stored ones. */
function startingManagers({ previous, next, subresource, sentEmptyList = false }: UpdateOwnership): FieldManagers {
  const stored = decodeManagers(managedFieldsOf(previous)) ?? new Map<string, FieldManager>();
  if (previous === undefined || subresource !== '') return stored;
  const sent = managedFieldsOf(next);
  if (sentEmptyList || isReset(sent)) return new Map();
  const managers = decodeManagers(sent);
  return managers === undefined || managers.size === 0 ? stored : managers;
}

/** Managers after a change that one of them (`own`, by key) made without asking the others. */
export function managersAfter(
  managers: FieldManagers,
  change: Pick<UpdateOwnership, 'schema' | 'ignore'> & { readonly before: JsonObject; readonly after: JsonObject },
  own: FieldManager,
): FieldManagers {
  const found = compareValues(objectSchema(change.schema), change.before, change.after);
  const gained = withoutIdentity(withoutIgnored(union(found.added, found.modified), change.ignore));
  const removed = withoutIgnored(found.removed, change.ignore);
  const lost = union(gained, removed);
  const key = managerKey(own);
  const result = new Map<string, FieldManager>();
  for (const [other, manager] of managers) {
    const set = other === key ? difference(manager.set, removed) : difference(manager.set, lost);
    if (!isEmptySet(set)) result.set(other, set === manager.set ? manager : { ...manager, set });
  }
  if (!isEmptySet(gained)) {
    const earlier = result.get(key);
    result.set(key, { ...own, set: earlier === undefined ? gained : union(earlier.set, gained) });
  }
  return result;
}

/**
 * The `metadata.managedFields` after a write that is no apply (leave the field out where they are empty). Changed and added fields become the
 * manager's alone, removed ones nobody's, the others keep their owners. The manager's time moves only where it gains or changes a field. An object
 * whose managed fields were reset is not tracked before the next apply.
 */
export function ownAfterUpdate(write: UpdateOwnership): readonly ManagedFieldsEntry[] {
  const { previous, next, manager, subresource, now, blank = {} } = write;
  const managers = startingManagers(write);
  if (previous !== undefined && managers.size === 0) return [];
  const own: FieldManager = {
    manager,
    operation: 'Update',
    apiVersion: String(next['apiVersion']),
    subresource,
    // The scale subresource translates its own managed fields into those of the object, and loses the time on the way.
    time: subresource === 'scale' ? undefined : timestamp(now),
    set: { owned: false, children: new Map() },
  };
  const after = managersAfter(managers, { ...write, before: previous ?? blank, after: next }, own);
  return encodeManagers(capUpdaters(after));
}
