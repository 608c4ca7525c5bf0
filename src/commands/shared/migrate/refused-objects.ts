import { isApiError } from '../../../cluster/api-error.ts';
import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { fieldPath } from '../apply/field-path.ts';
import { specAsRead } from '../apply/spec-as-read.ts';
import type { Session } from '../session.ts';
import type { RefusedObject } from './migration-plan.ts';

const PAGE = 250;
/** So many are named; the others are counted. */
const NAMED = 20;

/** The stored objects of a kind that its schema would not let in. */
export interface RefusedObjects {
  readonly named: readonly RefusedObject[];
  /** How many more there are. */
  readonly more: number;
  /** Whether they could be looked at. */
  readonly seen: boolean;
}

/** What our schema says against a stored object: fields that it does not know are no fault, the server drops them. */
export function refusalsOf(kind: KindDefinition, object: KubeObject): readonly RefusedObject[] {
  const given = specAsRead(kind, object['spec']);
  const named = { object: resourceName(object), ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }) };
  if (given === undefined) return [{ ...named, field: 'spec', message: 'is missing' }];
  const parsed = kind.spec.safeParse(given);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({ ...named, field: fieldPath(['spec', ...path]), message }));
  }
  const problem = kind.nameProblem?.(object.metadata.name, parsed.data);
  return problem === undefined ? [] : [{ ...named, field: 'metadata.name', message: problem }];
}

/**
 * Looks through all stored objects of a kind, page by page and no page longer than it is needed, for those that its schema refuses. `version`:
 * the one in which the server serves them now. Where they may not be listed, `seen` is false.
 */
export async function refusedObjects(
  session: Session,
  kind: KindDefinition,
  options: { readonly version: string; readonly namespace?: string | undefined; readonly signal: AbortSignal },
): Promise<RefusedObjects> {
  const { namespace, signal, version } = options;
  const type = { ...kind, version };
  const named: RefusedObject[] = [];
  let more = 0;
  let next: string | undefined;
  return await session.during({ verb: 'list', type, namespace }, async (): Promise<RefusedObjects> => {
    do {
      try {
        const page = await session.api.list(type, {
          limit: PAGE,
          signal,
          ...(namespace !== undefined && kind.scope === 'Namespaced' && { namespace }),
          ...(next !== undefined && { continue: next }),
        });
        for (const object of page.items) {
          const refusals = refusalsOf(kind, object);
          if (refusals.length === 0) continue;
          if (named.length < NAMED) named.push(...refusals);
          else more += 1;
        }
        next = page.continue;
      } catch (error) {
        // Not served yet: then nothing is stored either.
        if (isApiError(error, 'NotFound')) return { named: [], more: 0, seen: true };
        if (isApiError(error, 'Forbidden')) return { named, more, seen: false };
        throw error;
      }
    } while (next !== undefined);
    return { named, more, seen: true };
  });
}
