import { timestamp } from '../../kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { apiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { applyConflict, type ManagerConflict } from './apply-conflict.ts';
import { capUpdaters } from './cap-updaters.ts';
import { compareValues } from './compare-values.ts';
import { decodeManagers, encodeManagers, type FieldManager, type FieldManagers, managerKey, sameManagers } from './field-managers.ts';
import { difference, EMPTY_SET, type FieldSet, intersection, isEmptySet, union } from './field-set.ts';
import { type IgnoredFields, withoutIdentity, withoutIgnored } from './ignored-fields.ts';
import { annotateLastApplied, lastAppliedFields, TAKING_OVER } from './last-applied.ts';
import { mergeAppliedObject } from './merge-applied.ts';
import { managersAfter } from './own-after-update.ts';
import { ownedByApplying } from './owned-by-applying.ts';
import { pruneDropped } from './prune-dropped.ts';
import { sameValue } from '../values/same-value.ts';
import { typedErrors } from './typed-errors.ts';
import { objectSchema } from './value-form.ts';

/** A server-side apply. */
export interface ApplyRequest {
  /** What is stored; undefined where the apply creates. */
  readonly live: JsonObject | undefined;
  /** The applied configuration, its apiVersion and kind already checked against the request. */
  readonly applied: JsonObject;
  readonly manager: string;
  /** Takes over fields of others instead of failing. */
  readonly force: boolean;
  /** Of the whole object. */
  readonly schema: SchemaNode;
  /** `''` for the object itself. */
  readonly subresource: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly ignore: IgnoredFields;
  /** As in {@link ownAfterUpdate}: who owns what in a live object whose managed fields were reset. */
  readonly blank?: JsonObject;
}

/** What came of an apply. */
export interface Applied {
  /** The live object with the configuration applied and with its new managedFields; neither decoded nor defaulted. `live` where nothing changed. */
  readonly object: JsonObject;
  /** Whether anything but times changed. */
  readonly changed: boolean;
}

function withManagedFields(object: JsonObject, managers: FieldManagers): JsonObject {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const { managedFields: _dropped, ...rest } = metadata;
  const entries = encodeManagers(managers);
  return { ...object, metadata: entries.length === 0 ? rest : { ...rest, managedFields: entries } };
}

function metadataOf(object: JsonObject | undefined): JsonObject {
  return isJsonObject(object?.['metadata']) ? object['metadata'] : {};
}

function checkApplied(schema: SchemaNode, applied: JsonObject): void {
  const { managedFields, namespace = '', name = '' } = metadataOf(applied);
  if (managedFields !== undefined && managedFields !== null) throw badRequest('metadata.managedFields must be nil');
  const found = typedErrors(schema, applied);
  if (found === undefined) return;
  const apiVersion = String(applied['apiVersion']);
  const type = `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${String(applied['kind'])}`;
  throw apiFailure(500, '', `failed to create typed patch object (${String(namespace)}/${String(name)}; ${type}): ${found}`);
}

/** Who owns what before the apply. An object without any managers is as if somebody had written all of it before. */
function startingManagers({ live, schema, subresource, ignore, now, blank = {} }: ApplyRequest): FieldManagers {
  const managers = decodeManagers(metadataOf(live)['managedFields']) ?? new Map<string, FieldManager>();
  if (live === undefined || managers.size > 0) return managers;
  const before: FieldManager = {
    manager: 'before-first-apply',
    operation: 'Update',
    apiVersion: String(live['apiVersion']),
    subresource,
    time: timestamp(now),
    set: EMPTY_SET,
  };
  return managersAfter(managers, { schema, ignore, before: blank, after: live }, before);
}

function conflictsOf(others: FieldManagers, taken: FieldSet): readonly ManagerConflict[] {
  const found = [...others.values()].map((manager) => ({ manager, set: intersection(manager.set, taken) }));
  return found.filter(({ set }) => !isEmptySet(set));
}

/** Conflicts without those with what client-side `kubectl apply` left behind: its annotation says that it meant these values. */
function withoutOwnHistory(
  { manager, live }: ApplyRequest,
  schema: SchemaNode,
  conflicts: readonly ManagerConflict[],
): readonly ManagerConflict[] {
  const meant = manager === TAKING_OVER && live !== undefined ? lastAppliedFields(schema, live) : undefined;
  if (meant === undefined) return conflicts;
  const rest = conflicts.map((conflict) => ({ ...conflict, set: difference(conflict.set, meant) }));
  return rest.filter(({ set }) => !isEmptySet(set));
}

/** Managers, the applying one aside, after its change; throws where it is not theirs to make. */
function othersAfter(
  request: ApplyRequest,
  schema: SchemaNode,
  others: FieldManagers,
  live: JsonObject,
  object: JsonObject,
): Map<string, FieldManager> {
  const found = compareValues(schema, live, object);
  const taken = withoutIgnored(union(found.added, found.modified), request.ignore);
  const conflicts = request.force ? [] : withoutOwnHistory(request, schema, conflictsOf(others, taken));
  if (conflicts.length > 0) throw applyConflict(conflicts);
  const lost = union(taken, withoutIgnored(found.removed, request.ignore));
  const result = new Map<string, FieldManager>();
  for (const [key, manager] of others) {
    const set = difference(manager.set, lost);
    if (!isEmptySet(set)) result.set(key, set === manager.set ? manager : { ...manager, set });
  }
  return result;
}

/**
 * Server-side apply: merges a configuration into the live object, takes out what the manager owned and applies no more, and notes who owns what.
 * Throws ApiFailure: 409 with one cause per field of another manager that would change (unless forced), 400 for managedFields in the
 * configuration, 500 (so the server has it) where the configuration does not fit the schema.
 */
export function applyToLive(request: ApplyRequest): Applied {
  const { live, applied, manager, subresource, now, ignore } = request;
  const schema = objectSchema(request.schema);
  checkApplied(schema, applied);
  const start = live ?? { apiVersion: applied['apiVersion'], kind: applied['kind'] };
  const managers = startingManagers(request);
  const own: Omit<FieldManager, 'time' | 'set'> = { manager, operation: 'Apply', apiVersion: String(applied['apiVersion']), subresource };
  const key = managerKey(own);
  const earlier = managers.get(key);
  const set = withoutIgnored(ownedByApplying(schema, applied), ignore);
  const others = new Map(managers);
  others.delete(key);
  const { managedFields: _nil, ...appliedMetadata } = metadataOf(applied);
  const merged = mergeAppliedObject(schema, start, applied['metadata'] === undefined ? applied : { ...applied, metadata: appliedMetadata });
  const everybodys = [...others.values()].reduce((all, other) => union(all, other.set), set);
  const object = earlier === undefined ? merged : pruneDropped(schema, merged, earlier.set, everybodys);
  const result = othersAfter(request, schema, others, start, object);
  const kept = withoutIdentity(set);
  const changed = live === undefined || !sameValue(start, object);
  // A manager that comes to own only what is as it wants it already gets no time. (Measured.)
  if (!isEmptySet(kept)) result.set(key, { ...own, time: changed ? timestamp(now) : earlier?.time, set: kept });
  const annotated = annotateLastApplied(request, object);
  if (!changed && annotated === object && sameManagers(managers, result) && live !== undefined) return { object: live, changed: false };
  return { object: withManagedFields(annotated, capUpdaters(result)), changed: true };
}
