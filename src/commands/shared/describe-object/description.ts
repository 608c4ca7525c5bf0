import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { SeenEvent } from '../events/seen-event.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { statusItem, type StatusItem } from '../status-report.ts';
import { childState } from './child-state.ts';
import type { ClusterReader } from './cluster-reader.ts';
import type { KindKnowledge } from './load-knowledge.ts';
import { referencesOf, type Reference } from './references.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';

/** An object that belongs to the one described. */
export interface ChildDescription {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly ownership: 'controlled' | 'retained' | 'derived';
  /** What it belongs to directly: `Kind/name`. */
  readonly owner: string;
  readonly state: string;
  readonly created: string;
}

/** An object that the one described names. */
export interface DependencyDescription {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The field that names it. */
  readonly field?: string;
  /** The data keys that are needed and not there. */
  readonly missingKeys?: readonly string[];
  /** Nothing waits for it. */
  readonly optional?: true;
  /** `incomplete`: it is there without a key. `unknown`: it may not be read. */
  readonly state: 'present' | 'absent' | 'incomplete' | 'unknown';
  /** The names of the data keys of a Secret or ConfigMap. */
  readonly keys?: readonly string[];
}

/** `describe -o json`: fields are only ever added. */
export interface Description extends JsonObject {
  readonly apiVersion: `cli.${string}/v1`;
  readonly kind: 'Description';
  readonly object: KubeObject;
  readonly summary: StatusItem;
  readonly children: readonly ChildDescription[];
  readonly dependencies: readonly DependencyDescription[];
  /** Of the object and its children, newest last. */
  readonly events: readonly SeenEvent[];
  /** What could not be looked at, as sentences. */
  readonly unread: readonly string[];
}

function childrenOf({ primary, owned }: Surroundings): readonly ChildDescription[] {
  // What was made to outlive its owner goes all the same with a namespace that goes with the owner.
  const going = new Set(
    owned
      .filter(({ type, ownership }) => type.kind === 'Namespace' && ownership === 'controlled')
      .map(({ object }) => object.metadata.name),
  );
  const names = new Map([[primary.metadata.uid, primary], ...owned.map(({ object }) => [object.metadata.uid, object] as const)]);
  return owned.map(({ type, object, ownership, parentUid }) => {
    const { name, namespace, uid, creationTimestamp } = object.metadata;
    const parent = names.get(parentUid);
    return {
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      uid,
      ownership: ownership === 'retained' && namespace !== undefined && going.has(namespace) ? 'derived' : ownership,
      owner: parent === undefined ? '' : `${parent.kind}/${parent.metadata.name}`,
      state: childState(object),
      created: creationTimestamp,
    };
  });
}

function dataKeys(object: KubeObject): readonly string[] | undefined {
  const data = object['checksums'] ?? (object.kind === 'ConfigMap' ? object['data'] : undefined);
  return isJsonObject(data) ? Object.keys(data).toSorted() : undefined;
}

/**
 * An object that another one names, as far as it can be read. `isWell`: what that one names nowhere in its spec and what is not there is then nothing
 * that it needs.
 */
export async function dependency(reader: ClusterReader, reference: Reference, isWell: boolean): Promise<DependencyDescription> {
  const { type, namespace, name, field } = reference;
  const found = await reader.get(reference);
  const optional = reference.optional || (field === undefined && isWell && found.state === 'absent');
  const keys = found.state === 'present' ? dataKeys(found.object) : undefined;
  const missingKeys = keys === undefined ? [] : reference.keys.filter((key) => !keys.includes(key));
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(field === undefined ? {} : { field }),
    ...(missingKeys.length === 0 ? {} : { missingKeys }),
    ...(optional && { optional }),
    state: missingKeys.length > 0 ? 'incomplete' : found.state,
    ...(keys === undefined ? {} : { keys }),
  };
}

/** Everything readable about an object, in one pass. */
export async function readDescription(
  reader: ClusterReader,
  domain: string,
  kind: KindIdentity,
  object: KubeObject,
  { definition, reconciler }: KindKnowledge,
): Promise<Description> {
  const isWell = statusItem(object).health === 'healthy';
  const [surroundings, dependencies] = await Promise.all([
    readSurroundings(
      reader,
      kind,
      object,
      reconciler?.children.map(({ type }) => type),
    ),
    Promise.all(referencesOf(object, definition, reconciler).map((reference) => dependency(reader, reference, isWell))),
  ]);
  return {
    apiVersion: `cli.${domain}/v1`,
    kind: 'Description',
    object,
    summary: statusItem(object),
    children: childrenOf(surroundings),
    dependencies,
    events: surroundings.events,
    unread: reader.refused(),
  };
}
