import type { KubeApi, ListPage } from '../../../cluster/kube-api.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { Session } from '../session.ts';

/** The session with lists that are asked for once: many objects of one namespace have children of the same types. */
export function withSharedLists(session: Session): Session {
  const pages = new Map<string, Promise<ListPage>>();
  const list: KubeApi['list'] = (type, options = {}) => {
    const { signal: _signal, ...which } = options;
    const key = JSON.stringify([resourceNameOf(type), type.version, which]);
    const known = pages.get(key);
    if (known !== undefined) return known;
    const page = session.api.list(type, options);
    pages.set(key, page);
    return page;
  };
  return { ...session, api: { ...session.api, list } };
}
