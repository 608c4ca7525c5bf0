import { expect } from 'vitest';
import type { Seen, WorkloadsScene } from './workloads-scene.ts';
import { conditionOf } from './workloads-scene.ts';

/** Waits until a Deployment has its present template at work everywhere, and gives it. */
export async function rolledOut(scene: WorkloadsScene, namespace: string, name: string): Promise<Seen> {
  const read = async (): Promise<Seen> => scene.get('apps/v1/deployments', namespace, name);
  await expect
    .poll(async () => {
      const live = await read();
      return (
        live.status?.['observedGeneration'] === live.metadata.generation &&
        conditionOf(live, 'Progressing')?.reason === 'NewReplicaSetAvailable'
      );
    })
    .toBe(true);
  return read();
}
