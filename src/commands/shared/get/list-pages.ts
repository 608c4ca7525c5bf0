import { isApiError } from '../../../cluster/api-error.ts';
import type { ListOptions } from '../../../cluster/kube-api.ts';

/** Objects per page of a list, kubectl's default. */
export const DEFAULT_CHUNK = 500;

/**
 * Every page of a list. `limit` 0 asks for everything at once. Where the server has forgotten the version that a list began with, it is begun
 * again without pages, as kubectl does.
 */
export async function listPages<Page extends { readonly continue?: string }>(
  list: (options: ListOptions) => Promise<Page>,
  options: ListOptions,
): Promise<readonly Page[]> {
  const { limit = DEFAULT_CHUNK, ...whole } = options;
  const pages: Page[] = [];
  let next: ListOptions = limit === 0 ? whole : { ...whole, limit };
  for (;;) {
    let page: Page;
    try {
      page = await list(next);
    } catch (error) {
      if (next.continue === undefined || !isApiError(error, 'Expired', 'Gone')) throw error;
      return [await list(whole)];
    }
    pages.push(page);
    if (page.continue === undefined) return pages;
    next = { ...next, continue: page.continue };
  }
}
