import type { ReconcileScope } from './reconcile-scope.ts';
import { kindNotServed } from './describe-api-error.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';

/**
 * Leaves out what the cluster does not serve. Where nothing is left, or one system was asked for and any of its kinds is missing, throws
 * the error that names the missing kind (exit 7).
 */
export async function requireServed(session: Session, chosen: ReconcileScope, runtime: Runtime): Promise<ReconcileScope> {
  const served: (typeof chosen.reconcilers)[number][] = [];
  for (const reconciler of chosen.reconcilers) {
    const { kind } = reconciler;
    const isServed = await session.during({ verb: 'get' }, () => session.discovery.serves(kind, { signal: runtime.signal }));
    if (isServed) {
      served.push(reconciler);
      continue;
    }
    const isLast = served.length === 0 && reconciler === chosen.reconcilers.at(-1);
    if (runtime.entry.system !== undefined || isLast) {
      throw kindNotServed(kind, runtime.entry.bin, await session.discovery.versionsOf(kind.group, kind.kind));
    }
    runtime.stderr(`warning: ${kind.kind} is not known to this cluster and is left out\n`);
  }
  return { ...chosen, reconcilers: served, systems: chosen.systems.filter(({ id }) => served.some(({ kind }) => kind.system === id)) };
}
