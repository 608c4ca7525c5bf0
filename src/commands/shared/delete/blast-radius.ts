import { NAMESPACE, PERSISTENT_VOLUME_CLAIM } from '../../../kernel/builtin-types.ts';
import { keyOf } from '../../../kernel/kube-object.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { OWNER_ANNOTATION } from '../../../reconcile/engine/intent.ts';
import { isClaimOf } from '../owned/is-claim-of.ts';
import { ownedBy } from '../owned/owned-by.ts';
import type { Session } from '../session.ts';
import { DEPENDENT_TYPES } from './dependent-types.ts';
import type { Doomed } from './doomed.ts';
import { listMetadata } from './list-metadata.ts';
import type { MetadataOf } from './list-metadata.ts';

/** What a delete takes along and what it leaves. */
export interface BlastRadius {
  /** Deleted by the garbage collector: everything all of whose owners go. */
  readonly goes: readonly MetadataOf[];
  /** Volumes and what else outlives its owner. */
  readonly stays: readonly MetadataOf[];
  /** Types that may not be listed: whether any of them goes is not known. */
  readonly unseen: readonly string[];
}

/** More namespaces than this are not asked one by one. */
const MAX_NAMESPACES = 3;

/** Objects can only be owned from their own namespace, or by what is cluster-scoped. */
function placesOf(doomed: readonly Doomed[]): readonly (string | undefined)[] {
  const places = [...new Set(doomed.map(({ object }) => object.metadata.namespace))];
  return places.includes(undefined) || places.length > MAX_NAMESPACES ? [undefined] : places;
}

/** Of what is left, the part that was made for the doomed ones: retained children by our annotation, claims of StatefulSets that go. */
function leftBehind(doomed: readonly Doomed[], goes: readonly MetadataOf[], objects: readonly MetadataOf[]): readonly MetadataOf[] {
  const owners = new Set(doomed.map(({ type, object }) => `${resourceNameOf(type)}/${keyOf(object.metadata)}`));
  const sets = goes.filter(({ type }) => type.kind === 'StatefulSet');
  const uids = new Set([...doomed.map(({ object }) => object.metadata.uid), ...goes.map(({ metadata }) => metadata.uid)]);
  const emptied = new Set(goes.filter(({ type }) => type === NAMESPACE).map(({ metadata }) => metadata.name));
  return objects.filter((one) => {
    const { metadata, type } = one;
    if (uids.has(metadata.uid) || (metadata.namespace !== undefined && emptied.has(metadata.namespace))) return false;
    const isRetained = owners.has(metadata.annotations?.[OWNER_ANNOTATION] ?? '');
    return isRetained || (type === PERSISTENT_VOLUME_CLAIM && sets.some((set) => isClaimOf(one, set)));
  });
}

/** Looks up, by metadata alone, what deleting the objects would take along and leave. `orphan`: nothing goes along. */
export async function blastRadius(
  session: Session,
  doomed: readonly Doomed[],
  options: { readonly orphan: boolean; readonly signal: AbortSignal },
): Promise<BlastRadius> {
  if (doomed.length === 0) return { goes: [], stays: [], unseen: [] };
  const places = placesOf(doomed);
  const lists = await Promise.all(
    DEPENDENT_TYPES.flatMap((type) => {
      const scopes = type.scope === 'Cluster' ? (places.includes(undefined) ? [undefined] : []) : places;
      return scopes.map(async (namespace) => ({ type, found: await listMetadata(session, type, namespace, options.signal) }));
    }),
  );
  const objects = lists.flatMap(({ found }) => found ?? []);
  const uids = new Set(doomed.map(({ object }) => object.metadata.uid));
  const owned = ownedBy(uids, objects, 'everyOwner').map(({ one }) => one);
  const unseen = [...new Set(lists.filter(({ found }) => found === undefined).map(({ type }) => resourceNameOf(type)))];
  if (options.orphan) return { goes: [], stays: owned, unseen };
  return { goes: owned, stays: leftBehind(doomed, owned, objects), unseen };
}
