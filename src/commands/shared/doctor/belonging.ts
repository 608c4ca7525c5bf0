import type { KubeObject } from '../../../kernel/kube-object.ts';
import { OWNER_ANNOTATION } from '../../../kernel/owner-annotation.ts';
import { isClaimOf } from '../owned/is-claim-of.ts';
import { OF_NAMESPACES } from './looked-through.ts';

const NAMESPACED: ReadonlySet<string> = new Set(OF_NAMESPACES.map(({ kind }) => kind));

/** A quota is nobody's child, and it is about everything in its namespace. */
const OF_EVERYBODY: ReadonlySet<string> = new Set(['ResourceQuota']);

type Lists = ReadonlyMap<string, readonly KubeObject[]>;

/**
 * The lists without what is somebody else's: of the types of namespaces only what belongs to our objects, directly, through others, by its
 * owner annotation or as a claim of one of our StatefulSets. Other applications of the same namespaces are none of our business.
 */
export function belonging(lists: Lists, own: readonly { readonly object: KubeObject }[]): Lists {
  const uids = new Set(own.map(({ object }) => object.metadata.uid));
  const namespaces = new Set(own.map(({ object: { metadata } }) => metadata.namespace ?? `tenant-${metadata.name}`));
  const all = [...lists].flatMap(([kind, objects]) => (NAMESPACED.has(kind) ? objects : []));
  let before: number;
  // Few rounds: a Deployment, its ReplicaSets, their pods.
  do {
    before = uids.size;
    for (const { metadata } of all) if (metadata.ownerReferences?.some(({ uid }) => uids.has(uid)) === true) uids.add(metadata.uid);
  } while (uids.size > before);
  const sets = (lists.get('StatefulSet') ?? []).filter(({ metadata }) => uids.has(metadata.uid));
  const isClaim = (object: KubeObject): boolean => sets.some((set) => isClaimOf(object, set));
  const isOurs = (object: KubeObject): boolean =>
    uids.has(object.metadata.uid) ||
    object.metadata.annotations?.[OWNER_ANNOTATION] !== undefined ||
    (OF_EVERYBODY.has(object.kind) && namespaces.has(object.metadata.namespace ?? '')) ||
    (object.kind === 'PersistentVolumeClaim' && isClaim(object));
  return new Map([...lists].map(([kind, objects]) => [kind, NAMESPACED.has(kind) ? objects.filter(isOurs) : objects]));
}
