import { sha256 } from '../../src/kernel/hash.ts';
import { keyOf, type KubeObject, type Manifest } from '../../src/kernel/kube-object.ts';
import { apiVersionOf, resourceNameOf, type ResourceType } from '../../src/kernel/resource-type.ts';
import type { World } from '../../src/reconcile/engine/contract.ts';

/** What a planner under test sees of a cluster. */
export interface FakeCluster {
  /** Objects of the primary. */
  readonly children?: readonly KubeObject[];
  /** Objects that others made from the primary's children. */
  readonly derived?: readonly KubeObject[];
  /** Objects of others. */
  readonly others?: readonly KubeObject[];
  /** `namespace/name` → data key → value. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** `namespace/name` of Secrets and of what is referred to that may not be read. */
  readonly hidden?: readonly string[];
  /** Optional types that the cluster does not serve, as `plural.group`. */
  readonly notServed?: readonly string[];
}

/** A manifest as a server that adds no defaults would hold it. */
export function liveForm(manifest: Manifest, more: { readonly generation?: number; readonly status?: unknown } = {}): KubeObject {
  const { generation = 1, status } = more;
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      uid: `uid-of-${manifest.kind}-${manifest.metadata.name}`,
      resourceVersion: '10',
      generation,
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    ...(status === undefined ? {} : { status }),
  };
}

/** A World on plain data. */
export function fakeWorld(cluster: FakeCluster): World {
  const { children = [], derived = [], others = [], secrets = {}, hidden = [], notServed = [] } = cluster;
  const ofType = (objects: readonly KubeObject[], type: ResourceType): readonly KubeObject[] =>
    objects.filter(({ apiVersion, kind }) => kind === type.kind && apiVersion === apiVersionOf(type));
  const byName = new Map(children.map((object) => [`${object.apiVersion} ${object.kind} ${object.metadata.name}`, object]));
  return {
    signal: new AbortController().signal,
    child: (type, name) => byName.get(`${apiVersionOf(type)} ${type.kind} ${name}`),
    children: (type) => ofType(children, type),
    derived: (type) => ofType(derived, type),
    read: ({ type, name, namespace = '' }) => {
      const id = `${namespace}/${name}`;
      if (hidden.includes(id)) return Promise.resolve({ state: 'unknown', why: `you may not read ${type.kind}/${id}` });
      const object = ofType([...children, ...others], type).find(
        ({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace,
      );
      return Promise.resolve(object === undefined ? { state: 'absent' } : { state: 'present', object });
    },
    secret: (key) => {
      const id = keyOf(key);
      if (hidden.includes(id)) return Promise.resolve({ state: 'unknown', why: `you may not read Secret/${id}` });
      const data = secrets[id];
      if (data === undefined) return Promise.resolve({ state: 'absent' });
      const checksums = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, sha256(value)]));
      const object = { ...key, uid: `uid-of-${id}`, resourceVersion: '5', labels: {}, annotations: {}, checksums };
      return Promise.resolve({ state: 'present', object });
    },
    list: (type, namespace) =>
      ofType([...children, ...others], type).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
    serves: (type) => !notServed.includes(resourceNameOf(type)),
  };
}
