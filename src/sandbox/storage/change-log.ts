import type { StorageChange } from './object-storage.ts';

/** The changes of the past, as far back as they are kept. */
export interface ChangeLog {
  /** Changes up to this version may be forgotten. */
  readonly compacted: number;
  add(change: StorageChange): void;
  /** Changes of a type after a version, oldest first. */
  after(version: number, resource: string): readonly StorageChange[];
  /** Forgets all but the last `keep`. */
  keepLast(keep: number): void;
  /** Forgets those of a type. */
  drop(resource: string): void;
}

/** Changes of one type in order; the first `head` are forgotten already. */
interface TypeLog {
  changes: StorageChange[];
  head: number;
}

function firstAfter({ changes, head }: TypeLog, version: number): number {
  let [low, high] = [head, changes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle]?.version ?? 0) <= version) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param limit how many changes over all types are kept
 * @param start the version before the first change: nothing is known of what was before it
 */
export function createChangeLog(limit: number, start: number): ChangeLog {
  const types = new Map<string, TypeLog>();
  // The types of the changes in their order, oldest first from `oldest`: it tells where the next one to be forgotten is.
  let order: { readonly resource: string; readonly version: number }[] = [];
  let oldest = 0;
  let compacted = start;

  function forgetOldest(): void {
    const entry = order[oldest];
    oldest += 1;
    if (entry === undefined) return;
    compacted = entry.version;
    const log = types.get(entry.resource);
    // The type may have been dropped since.
    if (log === undefined || log.changes[log.head]?.version !== entry.version) return;
    log.head += 1;
    if (log.head > 512 && log.head * 2 > log.changes.length) {
      log.changes = log.changes.slice(log.head);
      log.head = 0;
    }
  }
  function keepLast(keep: number): void {
    while (order.length - oldest > keep) forgetOldest();
    if (oldest > 512 && oldest * 2 > order.length) {
      order = order.slice(oldest);
      oldest = 0;
    }
  }

  return {
    get compacted() {
      return compacted;
    },
    add: (change) => {
      const log = types.get(change.resource) ?? { changes: [], head: 0 };
      types.set(change.resource, log);
      log.changes.push(change);
      order.push({ resource: change.resource, version: change.version });
      keepLast(limit);
    },
    after: (version, resource) => {
      const log = types.get(resource);
      return log === undefined ? [] : log.changes.slice(firstAfter(log, version));
    },
    keepLast,
    drop: (resource) => {
      types.delete(resource);
    },
  };
}
