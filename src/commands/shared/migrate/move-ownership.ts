import type { KubeObject } from '../../../kernel/kube-object.ts';
import { controllerOf } from '../../../kernel/kube-object.ts';
import { behind, unionOf, type FieldTrie } from './field-trie.ts';
import { managedFieldsOf, type ManagedFieldsEntry } from './managed-fields.ts';

/**
 * Which of another manager's fields become ours: all; only those of `metadata`, where the server lets nobody take the others away (the spec of a
 * claim is immutable); or none. What does not become ours belongs to nobody afterwards, and keeps its value.
 */
export type MoveMode = 'all' | 'metadata' | 'none';

/** What operators built with controller-runtime call themselves when they write: the name of their program. */
const PROGRAM_NAMES: readonly string[] = ['manager', 'main', 'operator'];

function ownsOwner({ fieldsV1 }: ManagedFieldsEntry, uid: string): boolean {
  const metadata = behind(fieldsV1, 'f:metadata');
  const owners = metadata === undefined ? undefined : behind(metadata, 'f:ownerReferences');
  return owners !== undefined && Object.keys(owners).some((step) => step.startsWith('k:') && step.includes(JSON.stringify(uid)));
}

/** Who may have written an object for the operator that comes before ours. */
export interface FormerManagers {
  /** Our field manager: what it applied is ours already. */
  readonly ours: string;
  /** Further names that the former operator writes under. */
  readonly names: readonly string[];
}

/**
 * The entries of the former operator on an object: updates under the names of such programs, and of whoever set the controller reference.
 * A person's edits and the control plane's own are none of them.
 */
export function formerEntries(live: KubeObject, { names }: FormerManagers): readonly ManagedFieldsEntry[] {
  const uid = controllerOf(live)?.uid;
  return managedFieldsOf(live).filter(
    (entry) =>
      entry.operation === 'Update' &&
      entry.subresource === undefined &&
      (PROGRAM_NAMES.includes(entry.manager) || names.includes(entry.manager) || (uid !== undefined && ownsOwner(entry, uid))),
  );
}

function movedPart(fields: FieldTrie, mode: MoveMode): FieldTrie {
  if (mode === 'all') return fields;
  const metadata = behind(fields, 'f:metadata');
  return mode === 'none' || metadata === undefined ? {} : { 'f:metadata': metadata };
}

/** All fields of these entries. */
export function fieldsOfAll(entries: readonly ManagedFieldsEntry[], mode: MoveMode): FieldTrie {
  return entries.map(({ fieldsV1 }) => movedPart(fieldsV1, mode)).reduce(unionOf, {});
}

/**
 * The managed fields of an object with the former operator's entries taken into what we applied, as client-go's `csaupgrade` does; undefined
 * where there is nothing to move. No value changes by it: only who may take a field away. Fields that were written in another version of the
 * API go to nobody: their paths may mean something else.
 */
export function movedOwnership(live: KubeObject, former: FormerManagers, mode: MoveMode): readonly ManagedFieldsEntry[] | undefined {
  const theirs = formerEntries(live, former);
  const [first] = theirs;
  if (first === undefined) return undefined;
  const rest = managedFieldsOf(live).filter(
    (entry) => !theirs.some((their) => their.manager === entry.manager && their.operation === entry.operation && isWhole(entry)),
  );
  const isOurs = (entry: ManagedFieldsEntry): boolean => entry.manager === former.ours && entry.operation === 'Apply' && isWhole(entry);
  const own = rest.find(isOurs);
  const apiVersion = own?.apiVersion ?? live.apiVersion;
  const moved = fieldsOfAll(
    theirs.filter((entry) => entry.apiVersion === apiVersion),
    mode,
  );
  const fields = unionOf(own?.fieldsV1 ?? {}, moved);
  const others = rest.filter((entry) => !isOurs(entry));
  // An entry without fields is none to the server.
  if (Object.keys(fields).length === 0) return others;
  const time = own?.time ?? first.time;
  const entry: ManagedFieldsEntry = {
    manager: former.ours,
    operation: 'Apply',
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
  };
  return [entry, ...others];
}

function isWhole(entry: ManagedFieldsEntry): boolean {
  return entry.subresource === undefined;
}
