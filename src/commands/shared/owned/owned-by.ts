import type { ObjectMeta } from '../../../kernel/kube-object.ts';

/** Anything of which the metadata is known. */
export interface HasMetadata {
  readonly metadata: ObjectMeta;
}

/** What makes one object another's. */
export type Ownership =
  /** Its controller reference: what it was made for. */
  | 'controller'
  /** All of its owner references: what the garbage collector takes along when they go. */
  | 'everyOwner';

function parentIn({ ownerReferences = [] }: ObjectMeta, uids: ReadonlySet<string>, by: Ownership): string | undefined {
  const references = by === 'controller' ? ownerReferences.filter(({ controller }) => controller === true) : ownerReferences;
  return references.every(({ uid }) => uids.has(uid)) ? references[0]?.uid : undefined;
}

/**
 * Everything among the objects that belongs to the roots (uids), directly or through one another, with the uid of what it belongs to: owners
 * before what they own. The roots themselves are left out.
 */
export function ownedBy<T extends HasMetadata>(
  roots: Iterable<string>,
  objects: readonly T[],
  by: Ownership,
): readonly { readonly one: T; readonly parentUid: string }[] {
  const uids = new Set(roots);
  const found: { one: T; parentUid: string }[] = [];
  let rest = objects.filter(({ metadata }) => !uids.has(metadata.uid));
  for (;;) {
    const next = rest.flatMap((one) => {
      const parentUid = parentIn(one.metadata, uids, by);
      return parentUid === undefined ? [] : [{ one, parentUid }];
    });
    if (next.length === 0) return found;
    for (const { one } of next) uids.add(one.metadata.uid);
    found.push(...next);
    rest = rest.filter(({ metadata }) => !uids.has(metadata.uid));
  }
}
