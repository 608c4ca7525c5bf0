import { sha256 } from '../../kernel/hash.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectKey, Ref } from '../../kernel/kube-object.ts';
import { isOfType } from '../../kernel/resource-type.ts';
import type { Lookup, SecretSummary, World } from '../../reconcile/engine/contract.ts';

/** An object of the input: what a planner may find although there is no cluster. */
export type OfflineObject = KubeObject;

const SECRET = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', scope: 'Namespaced' } as const;

function bytesOf(secret: OfflineObject): Readonly<Record<string, Buffer>> {
  const field = (name: string): JsonObject => (isJsonObject(secret[name]) ? secret[name] : {});
  const decoded = Object.entries(field('data')).map(([key, value]) => [key, Buffer.from(String(value), 'base64')] as const);
  const plain = Object.entries(field('stringData')).map(([key, value]) => [key, Buffer.from(String(value))] as const);
  return Object.fromEntries([...decoded, ...plain]);
}

function summaryOf(secret: OfflineObject): SecretSummary {
  const { name, namespace, uid, resourceVersion, labels = {}, annotations = {} } = secret.metadata;
  const checksums = Object.fromEntries(Object.entries(bytesOf(secret)).map(([key, bytes]) => [key, sha256(bytes)]));
  return { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion, labels, annotations, checksums };
}

/**
 * A world without a cluster for one primary: it has no children yet, every API is served, and what stands in the input beside the
 * primary is there. Everything else is absent.
 */
export function offlineWorld(primary: KubeObject, objects: readonly OfflineObject[]): World {
  const find = (matches: (object: OfflineObject) => boolean, key: ObjectKey): OfflineObject | undefined =>
    objects.find((object) => matches(object) && object.metadata.name === key.name && object.metadata.namespace === key.namespace);
  return {
    child: () => undefined,
    children: () => [],
    derived: () => [],
    async read(ref: Ref): Promise<Lookup<KubeObject>> {
      const namespace = ref.type.scope === 'Namespaced' ? (ref.namespace ?? primary.metadata.namespace) : undefined;
      const object = find((candidate) => isOfType(candidate, ref.type), { name: ref.name, ...(namespace !== undefined && { namespace }) });
      return object === undefined ? { state: 'absent' } : { state: 'present', object };
    },
    async secret(key: ObjectKey): Promise<Lookup<SecretSummary>> {
      const namespace = key.namespace ?? primary.metadata.namespace;
      const object = find((candidate) => isOfType(candidate, SECRET), { name: key.name, ...(namespace !== undefined && { namespace }) });
      return object === undefined ? { state: 'absent' } : { state: 'present', object: summaryOf(object) };
    },
    list: (type, namespace = primary.metadata.namespace) =>
      objects.filter((object) => isOfType(object, type) && object.metadata.namespace === namespace),
    signal: new AbortController().signal,
    serves: () => true,
  };
}
