/** One thing per key, made when it is first asked for and kept until its key is forgotten. */
export interface KeptByKey<T> {
  of(key: string): T;
  values(): Iterable<T>;
  forget(key: string): void;
}

/** Nothing is kept yet; `create` makes what a key has. */
export function keptByKey<T>(create: () => T): KeptByKey<T> {
  const kept = new Map<string, T>();
  return {
    of: (key) => {
      const found = kept.get(key) ?? create();
      kept.set(key, found);
      return found;
    },
    values: () => kept.values(),
    forget: (key) => {
      kept.delete(key);
    },
  };
}
