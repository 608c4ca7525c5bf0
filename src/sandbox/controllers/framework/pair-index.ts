/** Values under several keys each, for finding the few that may match among many. */
export interface PairIndex {
  /** Puts a value under these keys and under no others. */
  set(value: string, keys: readonly string[]): void;
  remove(value: string): void;
  under(key: string): ReadonlySet<string>;
  /** The values under all of the keys; of no keys: none. */
  underAll(keys: readonly string[]): readonly string[];
}

const NONE: ReadonlySet<string> = new Set();

/** An empty index. */
export function createPairIndex(): PairIndex {
  const values = new Map<string, Set<string>>();
  const keysOf = new Map<string, readonly string[]>();

  const remove = (value: string): void => {
    for (const key of keysOf.get(value) ?? []) {
      const set = values.get(key);
      set?.delete(value);
      if (set?.size === 0) values.delete(key);
    }
    keysOf.delete(value);
  };
  const under = (key: string): ReadonlySet<string> => values.get(key) ?? NONE;

  return {
    remove,
    under,
    set: (value, keys) => {
      remove(value);
      if (keys.length === 0) return;
      keysOf.set(value, keys);
      for (const key of keys) {
        const set = values.get(key);
        if (set === undefined) values.set(key, new Set([value]));
        else set.add(value);
      }
    },
    underAll: (keys) => {
      const sets = keys.map(under).toSorted((left, right) => left.size - right.size);
      const [smallest, ...others] = sets;
      if (smallest === undefined) return [];
      return [...smallest].filter((value) => others.every((set) => set.has(value)));
    },
  };
}
