import type { World } from '../engine/contract.ts';
import { AdminApiError, type AdminApi } from './admin-api.ts';
import { instanceSituation } from './instance-situation.ts';
import { instanceKey, type MaiaInstanceObserved, type MaiaInstancePrimary } from './observe-instance.ts';
import type { StatisticsFinding } from './statistics-finding.ts';
import { adminServer } from './tenant/instance-view.ts';

/**
 * Asks the server for its counts, where a pod of the current spec is ready: one that is about to be replaced may not know the key of today.
 * No answer is a finding; only the end of the pass is thrown.
 */
export async function observeStatistics(
  primary: MaiaInstancePrimary,
  observed: MaiaInstanceObserved,
  world: World,
  admin: AdminApi,
): Promise<StatisticsFinding | undefined> {
  if (primary.metadata.deletionTimestamp !== undefined) return undefined;
  const { rollout } = instanceSituation(primary, observed, [], 0);
  if (!rollout.current || rollout.readyReplicas === 0) return undefined;
  const server = await adminServer(primary.spec, primary, instanceKey(primary), world);
  try {
    return { state: 'known', counts: await admin.statistics(server, world.signal) };
  } catch (error) {
    if (!(error instanceof AdminApiError)) throw error;
    return { state: 'unknown', reason: error.reason, message: error.message };
  }
}
