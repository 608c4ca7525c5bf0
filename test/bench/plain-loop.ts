import type { BenchClient } from './bench-client.ts';
import type { BenchOptions } from './bench-options.ts';
import { gate, pool } from './pool.ts';
import { createPrimaries, placements } from './rig.ts';
import type { Workload } from './workload.ts';
import { primaries } from './workload.ts';

/** The same writes by a loop that does nothing but write. */
export interface PlainLoop {
  readonly width: number;
  readonly seconds: number;
}

/** Above about four at once, Services with a cluster IP only queue for the API server's one lock. */
const CLUSTER_IPS_AT_ONCE = 4;

/**
 * Applies every child of every primary and writes one status each, `width` requests at once, in namespaces of its own.
 * The primaries are made beforehand and are not part of the time.
 */
export async function plainLoop(client: BenchClient, workload: Workload, options: BenchOptions, width: number): Promise<PlainLoop> {
  const places = placements(`plain-${width}`, options);
  await createPrimaries(client, places);
  const withClusterIp = gate(CLUSTER_IPS_AT_ONCE);
  const start = performance.now();
  await pool(places, width, async ({ namespace, name }) => {
    for (const child of workload.children) {
      const { path, body } = child.manifest(namespace, name);
      const write = async (): Promise<void> => client.apply(path, body);
      await (child.clusterIp ? withClusterIp(write) : write());
    }
    const status = { phase: 'Pending', observedGeneration: 1, replicas: 1, readyReplicas: 0 };
    await client.call('PATCH', `${primaries(namespace)}/${name}/status`, { status }, 'application/merge-patch+json');
  });
  return { width, seconds: (performance.now() - start) / 1000 };
}
