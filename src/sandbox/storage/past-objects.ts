import type { KubeObject } from '../../kernel/kube-object.ts';
import type { StorageChange } from './object-storage.ts';
import { compareNamespaces } from './type-table.ts';

function keyOf({ metadata: { namespace = '', name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function compareObjects(left: KubeObject, right: KubeObject): number {
  const byNamespace = compareNamespaces(left.metadata.namespace ?? '', right.metadata.namespace ?? '');
  if (byNamespace !== 0) return byNamespace;
  return left.metadata.name < right.metadata.name ? -1 : left.metadata.name > right.metadata.name ? 1 : 0;
}

/** The objects as they were before some changes: undoes them, the latest first. `changes` in their order, all of the namespaces listed. */
export function undoChanges(objects: readonly KubeObject[], changes: readonly StorageChange[]): readonly KubeObject[] {
  if (changes.length === 0) return objects;
  const before = new Map<string, KubeObject | undefined>();
  for (const change of changes.toReversed()) before.set(keyOf(change.object), change.previous);
  const kept: KubeObject[] = [];
  for (const object of objects) {
    const key = keyOf(object);
    const past = before.has(key) ? before.get(key) : object;
    before.delete(key);
    if (past !== undefined) kept.push(past);
  }
  const gone = [...before.values()].filter((object) => object !== undefined);
  return gone.length === 0 ? kept : [...kept, ...gone].toSorted(compareObjects);
}
