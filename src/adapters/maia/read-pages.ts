import type { Page } from './admin-readers.ts';

/** Items of a page that is asked for. */
const PAGE_SIZE = 500;

/**
 * All items of a list that is read page by page. The end is a page with fewer items than the server gives at most. An item that two pages show
 * (one before it was removed meanwhile) counts once; a server that shows the same page again and again is not followed for ever.
 */
export async function readPages<T>(
  idOf: (item: T) => string,
  read: (limit: number, offset: number) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const found = new Map<string, T>();
  let offset = 0;
  for (;;) {
    const page = await read(PAGE_SIZE, offset);
    const before = found.size;
    for (const item of page.items) found.set(idOf(item), item);
    offset += page.items.length;
    if (page.items.length < Math.min(PAGE_SIZE, page.limit ?? PAGE_SIZE) || found.size === before) return [...found.values()];
  }
}
