import type { System } from '../../../registry.ts';
import type { Session } from '../session.ts';
import { planSystem, type PlanSystemOptions } from './plan-system.ts';
import type { PlannedSystem } from './run-migration.ts';
import { withSharedLists } from './shared-lists.ts';

/** Plans systems one after the other, over one reading of the cluster. */
export async function planSystems(
  session: Session,
  systems: readonly System[],
  options: PlanSystemOptions,
): Promise<readonly PlannedSystem[]> {
  const shared = withSharedLists(session);
  const planned: PlannedSystem[] = [];
  for (const system of systems) planned.push({ system, planning: await planSystem(shared, system, options) });
  return planned;
}
