import type { ListOptions } from '../../../cluster/kube-api.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { Session } from '../session.ts';

const PAGE = 500;

/** All objects of a type that a list selects, page by page. */
export async function listAll(
  session: Session,
  type: ResourceType,
  options: Pick<ListOptions, 'labelSelector' | 'signal'> & { readonly namespace: string | undefined },
): Promise<readonly KubeObject[]> {
  const { namespace, ...rest } = options;
  const found: KubeObject[] = [];
  let next: string | undefined;
  do {
    const page = await session.during({ verb: 'list', type, namespace }, () =>
      session.api.list(type, {
        ...rest,
        limit: PAGE,
        ...(namespace !== undefined && { namespace }),
        ...(next !== undefined && { continue: next }),
      }),
    );
    found.push(...page.items);
    next = page.continue;
  } while (next !== undefined);
  return found;
}
