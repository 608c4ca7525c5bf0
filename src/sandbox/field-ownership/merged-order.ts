import type { ListItem } from './list-items.ts';

/** An item of a merged list: from the applied list (to be merged with its live namesake), or a live one that is not applied. */
export interface OrderedItem extends ListItem {
  readonly applied: boolean;
}

/**
 * The order in which the items of a live and an applied list stand in the merged one: applied items among themselves as they were applied, live
 * items that are not applied among themselves as they were. Where both could come next, the live ones do, up to the live place of the next
 * item that both lists have. (Measured against the server.)
 */
export function mergedOrder(live: readonly ListItem[], applied: readonly ListItem[]): readonly OrderedItem[] {
  const inLive = new Set(live.map(({ element }) => element));
  const inApplied = new Set(applied.map(({ element }) => element));
  const shared = applied.filter(({ element }) => inLive.has(element)).map(({ element }) => element);
  const result: OrderedItem[] = [];
  let place = 0;
  let awaited = 0;
  for (const item of applied) {
    for (let old = live[place]; old !== undefined; old = live[place]) {
      const isApplied = inApplied.has(old.element);
      if (isApplied && old.element !== item.element && old.element === shared[awaited]) break;
      place += 1;
      if (old.element === item.element) break;
      // Another shared item has moved: it comes where it was applied.
      if (!isApplied) result.push({ ...old, applied: false });
    }
    result.push({ ...item, applied: true });
    if (shared[awaited] === item.element) awaited += 1;
  }
  for (const old of live.slice(place)) if (!inApplied.has(old.element)) result.push({ ...old, applied: false });
  return result;
}
