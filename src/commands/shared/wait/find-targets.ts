import { forServed } from '../for-served.ts';
import { readObjects } from '../read-objects.ts';
import type { Scope } from '../read-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import type { WaitTarget } from './wait-target.ts';

/** The objects that targets stand for: those named (whether they are there is not asked), else all that there are now. */
export async function findTargets(
  session: Session,
  targets: readonly Target[],
  runtime: Pick<Runtime, 'stderr'>,
  scope: Scope,
): Promise<readonly WaitTarget[]> {
  const results = await forServed(targets, runtime, async (target): Promise<readonly WaitTarget[]> => {
    const type = target.kind;
    if (target.names.length > 0) {
      const at = type.scope === 'Namespaced' && scope.namespace !== undefined ? { namespace: scope.namespace } : {};
      return [...new Set(target.names)].map((name) => ({ type, key: { ...at, name } }));
    }
    const { found } = await readObjects(session, target, scope);
    return found.map(({ metadata: { name, namespace } }) => ({ type, key: { name, ...(namespace !== undefined && { namespace }) } }));
  });
  return results.flatMap(({ result }) => result);
}
