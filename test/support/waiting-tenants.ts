import { beforeAll } from 'vitest';
import { connect } from '../../src/cluster/connect.ts';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { kindNamed } from '../../src/commands/shared/nouns.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { ControlPlane } from './control-plane-types.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { startOwnPlane } from './own-plane.ts';
import { runCli, startCli, type CliResult, type RunningCli } from './run-cli.ts';

export const TENANT = kindNamed('tenant', entryPointOf('kubectl-maia'));

/** A server on which a test plays the operator of tenants, and `kubectl maia` before it, behind a proxy that can be made faulty. */
export interface TenantScene {
  /** Past the proxy. */
  readonly api: KubeApi;
  readonly plane: ControlPlane;
  readonly proxy: FaultProxy;
  /** Makes a tenant in namespace default. */
  make(name: string, metadata?: Readonly<Record<string, unknown>>): Promise<KubeObject>;
  /** Writes a status, as an operator would. */
  tell(name: string, status: Readonly<Record<string, unknown>>): Promise<KubeObject>;
  /** Runs `kubectl maia` through the proxy. */
  run(args: string): Promise<CliResult>;
  start(args: string): RunningCli;
  /** Resolves once the program watches the tenant of this name. */
  watched(name: string): Promise<void>;
}

export const tenantKey = (name: string): { readonly namespace: string; readonly name: string } => ({ namespace: 'default', name });

/** A condition Ready. */
export function readyCondition(status: 'True' | 'False', reason: string, message: string): unknown {
  return { type: 'Ready', status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' };
}

export const READY_STATUS = { phase: 'Active', observedGeneration: 1, conditions: [readyCondition('True', 'Serving', 'it serves')] };
export const WAITING_STATUS = {
  phase: 'Pending',
  observedGeneration: 1,
  conditions: [readyCondition('False', 'NoServer', 'the server is not there')],
};

/** Milliseconds for a program on a slow machine. */
const LONGEST_MS = 240_000;

function words(args: string): readonly string[] {
  return args.split(' ').filter(Boolean);
}

async function open(plane: ControlPlane): Promise<{ readonly scene: TenantScene; close(): Promise<void> }> {
  const { kubeconfig } = plane;
  const installed = await runCli(['install'], { kubeconfig });
  if (installed.code !== 0) throw new Error(`install failed: ${installed.stderr}`);
  const proxy = await startFaultProxy(kubeconfig);
  const connection = await connect({ kubeconfig, program: 'test', version: '1', fieldManager: 'test', requestTimeoutMs: 30_000 });
  const { api } = connection;
  const scene: TenantScene = {
    api,
    plane,
    proxy,
    make: (name, metadata = {}) =>
      api.create(TENANT, {
        apiVersion: 'maia.cuemby.com/v1alpha1',
        kind: 'MaiaTenant',
        metadata: { ...tenantKey(name), ...metadata },
        spec: { instanceRef: { name: 'maia' } },
      }),
    tell: (name, status) => api.patch(TENANT, tenantKey(name), { type: 'merge', body: { status } }, { subresource: 'status' }),
    run: (args) => runCli(words(args), { kubeconfig: proxy.kubeconfig, timeoutMs: LONGEST_MS }),
    start: (args) => startCli(words(args), { kubeconfig: proxy.kubeconfig, timeoutMs: LONGEST_MS }),
    watched: async (name) => {
      await proxy.answered(({ verb, query }) => verb === 'watch' && query.get('fieldSelector') === `metadata.name=${name}`);
    },
  };
  const close = async (): Promise<void> => {
    connection.close();
    await proxy.close();
    await plane.close();
  };
  return { scene, close };
}

/** Sets the scene before the tests of a file, with a server of its own (no other operator may run), and gives it to them. */
export function tenantScene(): () => TenantScene {
  let scene: TenantScene | undefined;
  beforeAll(async () => {
    const plane = await startOwnPlane({ bare: true });
    if (plane === undefined) return undefined;
    const opened = await open(plane);
    ({ scene } = opened);
    return opened.close;
  }, 120_000);
  return () => {
    if (scene === undefined) throw new Error('no control plane');
    return scene;
  };
}
