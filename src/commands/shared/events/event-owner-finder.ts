import { controllerOf, type Ref } from '../../../kernel/kube-object.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Session } from '../session.ts';
import { isAboutKind } from './event-scope.ts';
import type { EventSubject } from './seen-event.ts';

/** Whose events are wanted. */
export interface WantedOwners {
  /** Objects by uid. */
  readonly uids: ReadonlySet<string>;
  /** Any object of these kinds. */
  readonly kinds: readonly KindIdentity[];
}

/** Longer chains of owners there are none: CronJob, Job, Pod. */
const LONGEST_CHAIN = 8;

/**
 * Tells whether an object that an event is about belongs to a wanted one, by reading it and its owners. Needed while events are followed: the
 * objects that they are about come and go. Each object is looked up once.
 */
export function eventOwnerFinder(
  session: Session,
  reader: ClusterReader,
  wanted: WantedOwners,
  signal: AbortSignal,
): (subject: EventSubject) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();

  const belongs = async (subject: EventSubject, depth: number): Promise<boolean> => {
    const { uid, apiVersion = 'v1', kind, name, namespace } = subject;
    if (uid !== undefined && wanted.uids.has(uid)) return true;
    if (isAboutKind(subject, wanted.kinds)) return true;
    if (depth === LONGEST_CHAIN) return false;
    const type = await session.discovery.typeOf({ apiVersion, kind }, { signal });
    if (type === undefined) return false;
    const ref: Ref = { type, name, ...(type.scope === 'Namespaced' && namespace !== undefined ? { namespace } : {}) };
    const found = await reader.get(ref);
    if (found.state !== 'present' || (uid !== undefined && found.object.metadata.uid !== uid)) return false;
    const owner = controllerOf(found.object);
    return owner !== undefined && find({ ...owner, ...(namespace === undefined ? {} : { namespace }) }, depth + 1);
  };

  const find = (subject: EventSubject, depth: number): Promise<boolean> => {
    const key = subject.uid ?? `${subject.kind}/${subject.namespace ?? ''}/${subject.name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const looking = belongs(subject, depth);
    known.set(key, looking);
    return looking;
  };

  return (subject) => find(subject, 0);
}
