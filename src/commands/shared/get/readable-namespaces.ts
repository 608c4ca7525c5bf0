import { isApiError } from '../../../cluster/api-error.ts';
import { NAMESPACE } from '../../../kernel/builtin-types.ts';
import { listPages } from './list-pages.ts';
import type { Session } from '../session.ts';

/** Where to look when all namespaces at once are refused. `all` is false where the server would not say which there are. */
export interface Namespaces {
  readonly names: readonly string[];
  readonly all: boolean;
}

/** Every namespace of the cluster; where they may not be listed, the one of the context. */
export async function readableNamespaces(session: Session, signal: AbortSignal): Promise<Namespaces> {
  try {
    const pages = await listPages((options) => session.api.list(NAMESPACE, options), { signal });
    return { names: pages.flatMap((page) => page.items.map((item) => item.metadata.name)), all: true };
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
    return { names: [session.namespace], all: false };
  }
}
