import type { StorageChange } from '../../storage/object-storage.ts';
import type { LabelSelector } from './label-selector.ts';
import { createPairIndex } from './pair-index.ts';

/** Finds the pods of a namespace that may match labels, without looking at the others. Values are pod names. */
export interface PodIndex {
  apply(change: StorageChange): void;
  /** Names of the pods that have all `matchLabels` (the expressions are still to be looked at), in order. Undefined: it has none, list them all. */
  candidates(namespace: string, selector: LabelSelector): readonly string[] | undefined;
}

/** An empty index. */
export function createPodIndex(): PodIndex {
  const index = createPairIndex();
  return {
    apply: ({ type, resource, object, previous }) => {
      if (resource !== 'pods') return;
      const { namespace = '', name, labels } = object.metadata;
      const id = `${namespace}/${name}`;
      if (type === 'DELETED') index.remove(id);
      else if (previous === undefined || previous.metadata.labels !== labels)
        index.set(
          id,
          Object.entries(labels ?? {}).map(([key, value]) => `${namespace} ${key}=${value}`),
        );
    },
    candidates: (namespace, { matchLabels = {} }) => {
      const pairs = Object.entries(matchLabels);
      if (pairs.length === 0) return undefined;
      const ids = index.underAll(pairs.map(([key, value]) => `${namespace} ${key}=${value}`));
      return ids.map((id) => id.slice(namespace.length + 1)).toSorted();
    },
  };
}
