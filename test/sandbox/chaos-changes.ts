import { CONFIG_MAP, DEPLOYMENT, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../src/kernel/resource-type.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { gadgetManifest } from '../support/engine-rig.ts';
import { gadget } from '../support/gadget.ts';

/** Where all of it happens. */
export const CHAOS_NAMESPACE = 'chaos';

const NAMES = ['a', 'b', 'c', 'd'];
const CHILDREN = [CONFIG_MAP, SERVICE, DEPLOYMENT];

/** Past HTTP and its faults: what a user does happens exactly once. */
export interface Hands {
  readonly list: (type: ResourceType) => readonly KubeObject[];
  /** Makes an object, unless there is one of its name. */
  readonly make: (type: ResourceType, object: Manifest) => void;
  /** Merges into an object, where there is one. */
  readonly merge: (type: ResourceType, name: string, body: unknown) => void;
  /** Deletes an object, where there is one. */
  readonly remove: (type: ResourceType, name: string) => void;
}

/** The hands of a user of a sandbox, in {@link CHAOS_NAMESPACE}. */
export function handsIn({ objects, registry }: Sandbox): Hands {
  const of = (type: ResourceType): NonNullable<ReturnType<typeof registry.named>> => {
    const found = registry.named(resourceNameOf(type));
    if (found === undefined) throw new Error(`${type.kind} is not served`);
    return found;
  };
  const namespace = CHAOS_NAMESPACE;
  const scope = (type: ResourceType): { readonly namespace?: string } => (type.scope === 'Namespaced' ? { namespace } : {});
  const options = { requester: { name: 'user', groups: ['system:masters'] }, fieldManager: 'kubectl-edit' };
  const list: Hands['list'] = (type) => objects.list(of(type), scope(type)).items;
  const has = (type: ResourceType, name: string): boolean => list(type).some(({ metadata }) => metadata.name === name);
  return {
    list,
    make: (type, object) => {
      if (!has(type, object.metadata.name)) objects.create(of(type), scope(type).namespace, object, options);
    },
    merge: (type, name, body) => {
      if (has(type, name)) objects.patch(of(type), { ...scope(type), name }, { type: 'merge', body }, options);
    },
    remove: (type, name) => {
      if (has(type, name)) objects.delete(of(type), { ...scope(type), name }, {}, options);
    },
  };
}

function pick<T>(random: () => number, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** An object of a child's name that nobody of us made: its fields clash with ours, or they do not. */
function squatter(random: () => number, name: string): Manifest {
  const metadata = { name, namespace: CHAOS_NAMESPACE };
  if (random() < 0.5) return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [pick(random, ['cpu', 'other'])]: 'squatter' } };
  const port = pick(random, [80, 81]);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { clusterIP: 'None', selector: { app: name }, ports: [{ name: 'http', port }] },
  };
}

/** What somebody might do to gadgets and their children at any moment. What is drawn does not hang on what is there. */
export function changeSomething(random: () => number, { list, make, merge, remove }: Hands): void {
  const name = pick(random, NAMES);
  const spec = {
    note: `n${String(Math.floor(random() * 1_000))}`,
    service: random() < 0.5,
    deployment: random() < 0.3,
    registered: random() < 0.4,
    cpu: pick(random, ['1000m', '500m', '2']),
  };
  const child = pick(random, CHILDREN);
  const theirs = squatter(random, name);
  const does = random();
  const exists = list(gadget).some(({ metadata }) => metadata.name === name);
  if (does < 0.1) make(theirs.kind === 'Service' ? SERVICE : CONFIG_MAP, theirs);
  else if (!exists) make(gadget, gadgetManifest(CHAOS_NAMESPACE, name, spec));
  else if (does < 0.4) merge(gadget, name, { spec });
  else if (does < 0.5) merge(CONFIG_MAP, name, { data: { cpu: 'edited', theirs: 'kept' } });
  else if (does < 0.7) remove(child, name);
  else if (does < 0.8) merge(SERVICE, name, { metadata: { annotations: { theirs: 'yes' } } });
  else remove(gadget, name);
}
