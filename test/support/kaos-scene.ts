import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { isApiError } from '../../src/cluster/api-error.ts';
import type { Connection } from '../../src/cluster/connect.ts';
import { CUSTOM_RESOURCE_DEFINITION, DEPLOYMENT, SECRET } from '../../src/kernel/builtin-types.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../src/kernel/resource-type.ts';
import { agent } from '../../src/kinds/kaos/agent.ts';
import { mcpServer } from '../../src/kinds/kaos/mcp-server.ts';
import { modelApi } from '../../src/kinds/kaos/model-api.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { agentReconciler } from '../../src/reconcile/kaos/agent.ts';
import { mcpServerReconciler } from '../../src/reconcile/kaos/mcp-server.ts';
import { modelApiReconciler } from '../../src/reconcile/kaos/model-api.ts';
import type { PassReport } from '../../src/reconcile/engine/pass-report.ts';
import type { ControlPlane } from './control-plane-types.ts';
import { connectTo, erased, settle } from './engine-rig.ts';
import { readyStatus, toolsOf } from './kaos-cluster.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { sandboxPlane } from './sandbox-plane.ts';
import { uniqueNamespace } from './unique-namespace.ts';

const KINDS = [agent, modelApi, mcpServer];
/** Milliseconds. */
const WAIT = { timeout: 60_000, interval: 50 };

/** What one run did. */
export interface KaosRun {
  /** `verb Kind/namespace/name`; nothing that was in step already. */
  readonly did: readonly string[];
  /** `Kind/name` → passes. */
  readonly passes: ReadonlyMap<string, number>;
}

/** KAOS on a server, with the engine in this process. Where nobody runs pods, every Deployment is told to be ready. */
export interface KaosScene {
  connection(): Connection;
  fresh(): Promise<string>;
  /** Applies objects of KAOS, and Secrets, into a namespace. */
  put(namespace: string, manifests: readonly Manifest[]): Promise<void>;
  /** Runs until everything in the namespace is at rest, or `timeoutMs` (default 100 s). */
  run(namespace: string, timeoutMs?: number): Promise<KaosRun>;
  /** `Kind/name` → `phase` and whether it is ready. */
  standing(namespace: string): Promise<Readonly<Record<string, string>>>;
  get(type: ResourceType, namespace: string, name: string): Promise<KubeObject | undefined>;
}

/** The objects of one of the files in `examples/kaos`. */
export async function kaosExamples(file: string): Promise<readonly Manifest[]> {
  const text = await readFile(path.join(PROJECT_ROOT, 'examples', 'kaos', file), 'utf8');
  return parseAllDocuments(text).map((document): Manifest => document.toJS() as Manifest);
}

function isEstablished(crd: KubeObject): boolean {
  const { status } = crd;
  const conditions = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : [];
  return conditions.some((condition) => isJsonObject(condition) && condition['type'] === 'Established' && condition['status'] === 'True');
}

async function install({ api }: Connection): Promise<void> {
  for (const kind of KINDS) {
    const crd = crdOf(kind);
    await api.apply(CUSTOM_RESOURCE_DEFINITION, crd, { fieldManager: 'test', force: true });
    await vi.waitFor(
      async () => expect(isEstablished(await api.get(CUSTOM_RESOURCE_DEFINITION, { name: crd.metadata.name }))).toBe(true),
      WAIT,
    );
    // Established is told a moment before the storage answers.
    await vi.waitFor(async () => api.list(kind, { limit: 1 }), WAIT);
  }
}

/** The scene of a test file: the definitions are installed once, the connection is closed at its end. */
export function kaosScene(plane: Pick<ControlPlane, 'kubeconfig'>): KaosScene {
  const open: Connection[] = [];
  const connection = (): Connection => {
    const [first] = open;
    if (first === undefined) throw new Error('the scene is used before its first test');
    return first;
  };
  beforeAll(async () => {
    open.push(await connectTo(plane.kubeconfig));
    await install(connection());
  });
  afterAll(() => connection().close());

  const runsPods = (): boolean => sandboxPlane() !== undefined || inject('controllers');
  /** What Deployment controller and kubelets would tell. */
  const playPods = async ({ actions = [] }: PassReport): Promise<void> => {
    const made = actions.filter(({ ref, verb }) => ref?.type.kind === DEPLOYMENT.kind && (verb === 'created' || verb === 'configured'));
    for (const { ref } of made) {
      if (ref === undefined) continue;
      const { metadata } = await connection().api.get(DEPLOYMENT, ref);
      const status = { ...(readyStatus() as JsonObject), observedGeneration: metadata.generation };
      await connection().api.patch(
        DEPLOYMENT,
        ref,
        { type: 'merge', body: { status } },
        { fieldManager: 'kubelet', subresource: 'status' },
      );
    }
  };

  return {
    connection,
    fresh: async () => uniqueNamespace(connection().api, 'kaos'),
    put: async (namespace, manifests) => {
      for (const manifest of manifests) {
        const type = [...KINDS, SECRET].find((candidate) => isOfType(manifest, candidate));
        if (type === undefined) continue;
        const there = { ...manifest, metadata: { ...manifest.metadata, namespace } };
        await connection().api.apply(type, there, { fieldManager: 'test', force: true });
      }
    },
    run: async (namespace, timeoutMs = 100_000) => {
      const did: string[] = [];
      const passes = new Map<string, number>();
      const played: Promise<void>[] = [];
      await settle(connection(), {
        reconcilers: [modelApiReconciler, mcpServerReconciler(toolsOf(['echo'])), agentReconciler].map(erased),
        namespace,
        timeoutMs,
        onPass: (report) => {
          const subject = `${report.reconciler.kind.kind}/${report.key.split('/').at(-1) ?? ''}`;
          passes.set(subject, (passes.get(subject) ?? 0) + 1);
          did.push(
            ...(report.actions ?? []).filter(({ verb }) => verb !== 'unchanged').map((action) => `${action.verb} ${action.subject}`),
          );
          if (!runsPods()) played.push(playPods(report));
        },
      });
      await Promise.all(played);
      return { did, passes };
    },
    standing: async (namespace) => {
      const lists = await Promise.all(KINDS.map(async (kind) => connection().api.list(kind, { namespace })));
      return Object.fromEntries(
        lists.flatMap(({ items }) =>
          items.map(({ kind, metadata, status }) => {
            const { phase, ready } = (status ?? {}) as { readonly phase?: string; readonly ready?: boolean };
            return [`${kind}/${metadata.name}`, `${phase ?? '-'}${ready === true ? ' ready' : ''}`];
          }),
        ),
      );
    },
    get: async (type, namespace, name) => {
      try {
        return await connection().api.get(type, { namespace, name });
      } catch (error) {
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }
    },
  };
}
