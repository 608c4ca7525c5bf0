import type { SchemaNode } from '../schema/schema-node.ts';
import { EMPTY_SET, type FieldSet, isEmptySet } from './field-set.ts';
import { listItems } from './list-items.ts';
import { ownedByApplying } from './owned-by-applying.ts';
import { fieldElement } from './path-element.ts';
import { asList, asMap, fieldOf, formOf, type ListForm, type MapForm, walkedForm } from './value-form.ts';

/** Who has had and who has a part of the object. */
interface Claims {
  /** What the applying manager owned before. */
  readonly before: FieldSet;
  /** What anybody owns now, the applying manager's new configuration included. */
  readonly now: FieldSet;
}

/** What became of the part above. */
interface Above {
  /** It was the applying manager's. */
  readonly theirs: boolean;
  /** And nobody owns it any more: it is kept only because somebody's item holds it. */
  readonly orphaned: boolean;
}

const GONE = Symbol('gone');

function below({ before, now }: Claims, element: string): Claims {
  return { before: before.children.get(element) ?? EMPTY_SET, now: now.children.get(element) ?? EMPTY_SET };
}

/** A field of a struct is owned by owning anything in it; keys of maps and items of lists only by themselves. */
function owns(set: FieldSet, declared: boolean): boolean {
  return set.owned || (declared && set.children.size > 0);
}

function pruned(schema: SchemaNode | undefined, value: unknown, claims: Claims, above: Above, declared: boolean): unknown {
  const mine = owns(claims.before, declared);
  const theirs = above.theirs || mine;
  const orphaned = above.orphaned || (theirs && !owns(claims.now, declared));
  if (mine && orphaned) return GONE;
  // Below here nothing was theirs: whatever it is, it stays.
  if (claims.before.children.size === 0 || schema === undefined) return value;
  const kept = prunedInside(schema, value, claims, { theirs, orphaned });
  // The server sees a struct by what is in it, and an empty keyed list is nothing to it.
  return mine && declared && kept !== value && isUnseen(schema, kept) ? GONE : kept;
}

function isUnseen(schema: SchemaNode, value: unknown): boolean {
  return value !== null && Object.keys(value as object).length > 0 && isEmptySet(ownedByApplying(schema, value));
}

function prunedInside(schema: SchemaNode, value: unknown, claims: Claims, above: Above): unknown {
  const form = walkedForm(formOf(schema), value);
  if (form.form === 'map') return form.atomic ? value : prunedMap(form, value, claims, above);
  return form.form === 'scalar' || form.relation === 'atomic' ? value : prunedList(form, value, claims, above);
}

function prunedMap(form: MapForm, value: unknown, claims: Claims, above: Above): unknown {
  const map = asMap(value);
  if (map === undefined) return value;
  const result: Record<string, unknown> = {};
  let changed = false;
  for (const name of Object.keys(map)) {
    const field = fieldOf(form, name);
    const kept = pruned(field?.schema, map[name], below(claims, fieldElement(name)), above, field?.declared ?? false);
    if (kept !== map[name]) changed = true;
    if (kept !== GONE) result[name] = kept;
  }
  if (!changed) return value;
  // As the server has it: what is emptied is null from then on.
  return Object.keys(result).length === 0 ? null : result;
}

function prunedList(form: ListForm, value: unknown, claims: Claims, above: Above): unknown {
  const list = asList(value);
  if (list === undefined) return value;
  const kept = listItems(form, list).map(({ element, value: item }) => pruned(form.item, item, below(claims, element), above, false));
  const result = kept.filter((item) => item !== GONE);
  if (result.length === 0) return result.length === list.length ? value : null;
  return result.length === list.length && result.every((item, index) => item === list[index]) ? value : result;
}

/**
 * Takes out of a merged object what the applying manager owned (`before`) and applies no more, unless somebody owns it (`now`: everybody's
 * fields with the new configuration of the applying manager).
 */
export function pruneDropped<T>(schema: SchemaNode, merged: T, before: FieldSet, now: FieldSet): T {
  const result = pruned(schema, merged, { before, now }, { theirs: false, orphaned: false }, false);
  return (result === GONE ? merged : result) as T;
}
