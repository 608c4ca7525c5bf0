/** Which primaries name an object: the reverse of what each primary's spec refers to. */
export interface ReferenceIndex {
  /** Replaces what `primary` refers to; `targets` are keys of `targetKey`. */
  set(primary: string, targets: readonly string[]): void;
  primariesOf(target: string): Iterable<string>;
}

/** An empty index. */
export function createReferenceIndex(): ReferenceIndex {
  const forward = new Map<string, readonly string[]>();
  const reverse = new Map<string, Set<string>>();
  return {
    set: (primary, targets) => {
      for (const target of forward.get(primary) ?? []) {
        const sources = reverse.get(target);
        sources?.delete(primary);
        if (sources?.size === 0) reverse.delete(target);
      }
      if (targets.length === 0) forward.delete(primary);
      else forward.set(primary, targets);
      for (const target of targets) {
        const sources = reverse.get(target) ?? new Set();
        sources.add(primary);
        reverse.set(target, sources);
      }
    },
    primariesOf: (target) => reverse.get(target) ?? [],
  };
}
