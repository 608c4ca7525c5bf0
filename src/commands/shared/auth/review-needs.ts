import type { Session } from '../session.ts';
import { mayI } from './review.ts';
import type { Need } from './rule.ts';

/** A need, and whether it is met. */
export interface ReviewedNeed extends Need {
  readonly allowed: boolean;
}

/** Asks for every need at once. `namespace` undefined: in all namespaces. */
export async function reviewNeeds(
  session: Session,
  needs: readonly Need[],
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly ReviewedNeed[]> {
  return await Promise.all(
    needs.map(async (need): Promise<ReviewedNeed> => {
      const [resource = '', subresource] = need.resource.split('/');
      const question = { verb: need.verb, group: need.group, resource, subresource, namespace: need.ofCluster ? undefined : namespace };
      return { ...need, allowed: (await mayI(session, question, signal)).allowed };
    }),
  );
}

/** `agents.kaos.tools/scale`: how messages name what a right is on. */
export function needResource({ group, resource }: Pick<Need, 'group' | 'resource'>): string {
  const [plural = '', subresource] = resource.split('/');
  const type = group === '' ? plural : `${plural}.${group}`;
  return subresource === undefined ? type : `${type}/${subresource}`;
}
