import type { ControlPlane } from '../support/control-plane-types.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { runCli } from '../support/run-cli.ts';
import type { BenchClient } from './bench-client.ts';
import { openBenchClient } from './bench-client.ts';
import type { BenchOptions } from './bench-options.ts';
import { pool } from './pool.ts';
import { primaries, primary } from './workload.ts';

/** A bare API server with the CRDs installed. */
export interface Rig {
  readonly plane: ControlPlane;
  readonly client: BenchClient;
  close(): Promise<void>;
}

/** Where a primary of number `index` lives, and its name. */
export interface Placement {
  readonly namespace: string;
  readonly name: string;
}

const WIDTH = 16;

/** Starts etcd and kube-apiserver and lets the program install its own CRDs. */
export async function openRig(): Promise<Rig> {
  const plane = await startControlPlane({ bare: true });
  try {
    const { code, stderr } = await runCli(['install'], { kubeconfig: plane.kubeconfig });
    if (code !== 0) throw new Error(`install failed with ${code}: ${stderr}`);
    const client = await openBenchClient(plane.kubeconfig);
    return {
      plane,
      client,
      close: async () => {
        client.close();
        await plane.close();
      },
    };
  } catch (error) {
    await plane.close();
    throw error;
  }
}

/** `objects` names spread over `namespaces` namespaces of one prefix. */
export function placements(prefix: string, options: BenchOptions): readonly Placement[] {
  return Array.from({ length: options.objects }, (_, index) => ({
    namespace: `${prefix}-${index % options.namespaces}`,
    name: `m${String(index).padStart(5, '0')}`,
  }));
}

/** Makes a namespace. */
export async function createNamespace(client: BenchClient, name: string): Promise<void> {
  await client.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** Makes the namespaces and the primaries in them. */
export async function createPrimaries(client: BenchClient, places: readonly Placement[]): Promise<void> {
  const names = [...new Set(places.map(({ namespace }) => namespace))];
  await pool(names, WIDTH, async (name) => createNamespace(client, name));
  await pool(places, WIDTH, async ({ namespace, name }) => {
    await client.call('POST', primaries(namespace), primary(namespace, name));
  });
}
