import { ApiError } from '../../src/cluster/api-error.ts';
import { AdminApiError } from '../../src/reconcile/maia/admin-api.ts';
import { mortality, type Fault, type FaultMoment } from './mortal.ts';
import type { TenantScene } from './tenant-scene.ts';

/** Where something goes wrong, and what. `at` counts from 1. */
export interface FaultPoint {
  readonly at: number;
  readonly when: FaultMoment;
  readonly fault: Fault;
}

function broken(name: string): Error {
  if (name.startsWith('admin.')) return new AdminApiError('ConnectionFailed', `${name}: the connection broke`);
  return new ApiError({ reason: 'Unreachable', message: `${name}: the connection broke`, networkCode: 'ECONNRESET' });
}

/** Runs the engine on a scene with one fault, two rounds or until it dies. Gives the calls it made up to the fault. */
export async function runWithFault(scene: TenantScene, point: FaultPoint): Promise<readonly string[]> {
  const end = new AbortController();
  const life = mortality(point, { die: () => end.abort(new Error('killed')), broken });
  const api = life.wrap(scene.kube.api, 'kube');
  const admin = life.wrap(scene.server, 'admin');
  for (let round = 0; round < 2 && !life.isDead(); round += 1) await scene.pass({ api, admin, signal: end.signal });
  return life.calls.slice(0, point.at);
}
