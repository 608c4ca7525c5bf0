import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import type { Lookup } from '../../../reconcile/engine/contract.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import type { Surroundings } from '../describe-object/surroundings.ts';
import { nameText, type Link, type ObjectName } from './link.ts';
import type { Related } from './related.ts';
import { inLists } from '../snapshot/snapshot-caches.ts';

const NOT_READ: Lookup<KubeObject> = { state: 'unknown', why: 'it was not read yet' };

/** A rule that asks again and again for something else would never end. */
const MOST_ROUNDS = 8;

/** What chains of one command look at, read on demand. */
export interface RelatedObjects {
  look(surroundings: Surroundings, name: ObjectName): Promise<Lookup<KubeObject>>;
  /** Asks a rule until everything that it looks at has been read. */
  ask(surroundings: Surroundings, via: Link | undefined, rule: (related: Related) => Link | undefined): Promise<Link | undefined>;
}

/** Looks over a reader. `typeOf` gives the type of a kind, undefined where nobody knows it. */
export function relatedObjects(reader: ClusterReader, typeOf: (kind: string) => ResourceType | undefined): RelatedObjects {
  const objects = new Map<string, Lookup<KubeObject>>();
  const lists = new Map<string, readonly KubeObject[] | undefined>();

  const known = (surroundings: Surroundings, name: ObjectName): Lookup<KubeObject> | undefined => {
    const type = typeOf(name.kind);
    if (type === undefined) return { state: 'unknown', why: `${name.kind} is no kind that is known here` };
    const listed = inLists(surroundings.lists, type, name);
    if (listed === 'absent') return { state: 'absent' };
    return listed === undefined ? objects.get(nameText(name)) : { state: 'present', object: listed };
  };

  const read = async (name: ObjectName): Promise<void> => {
    const type = typeOf(name.kind);
    if (type === undefined) return;
    const namespace = type.scope === 'Namespaced' ? name.namespace : undefined;
    objects.set(nameText(name), await reader.get({ type, name: name.name, ...(namespace === undefined ? {} : { namespace }) }));
  };

  const readAll = async (kind: string): Promise<void> => {
    const type = typeOf(kind);
    const listed = type === undefined ? undefined : await reader.list(type);
    lists.set(kind, listed?.state === 'read' ? listed.objects : undefined);
  };

  return {
    look: async (surroundings, name) => {
      if (known(surroundings, name) === undefined) await read(name);
      return known(surroundings, name) ?? NOT_READ;
    },
    ask: async (surroundings, via, rule) => {
      for (let round = 0; ; round += 1) {
        const wanted = new Map<string, ObjectName>();
        const wantedKinds = new Set<string>();
        const link = rule({
          primary: surroundings.primary,
          primaryPlural: resourceNameOf(surroundings.kind),
          ...(via === undefined ? {} : { via }),
          ownedBy: (owner, kind) =>
            surroundings.owned
              .filter(({ parentUid, object }) => parentUid === owner.metadata.uid && (kind === undefined || object.kind === kind))
              .map(({ object }) => object),
          events: ({ metadata }) => surroundings.events.filter(({ object }) => object.uid === metadata.uid),
          look: (name) => {
            const found = known(surroundings, name);
            if (found === undefined) wanted.set(nameText(name), name);
            return found ?? NOT_READ;
          },
          all: (kind) => {
            if (!lists.has(kind)) wantedKinds.add(kind);
            return lists.get(kind);
          },
        });
        if ((wanted.size === 0 && wantedKinds.size === 0) || round === MOST_ROUNDS) return link;
        await Promise.all([...[...wanted.values()].map(read), ...[...wantedKinds].map(readAll)]);
      }
    },
  };
}
