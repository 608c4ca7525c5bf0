import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { parse } from 'yaml';
import type { Connection } from '../../src/cluster/connect.ts';
import { isApiError } from '../../src/cluster/api-error.ts';
import { CUSTOM_RESOURCE_DEFINITION } from '../../src/kernel/builtin-types.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import { abiInstance as kind } from '../../src/kinds/abi/abi-instance.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { abiInstance } from '../../src/reconcile/abi/abi-instance.ts';
import type { ControlPlane } from './control-plane-types.ts';
import { connectTo, erased, settle } from './engine-rig.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { reconcilePlane } from './reconcile-plane.ts';
import { uniqueNamespace } from './unique-namespace.ts';

/** What an instance is after a run. */
export interface SettledAbi {
  readonly phase: string;
  readonly status: JsonObject;
  /** What the run did, as `verb Kind/namespace/name`; nothing that was in step already. */
  readonly did: readonly string[];
  /** The phases that it went through. */
  readonly phases: readonly string[];
}

/** AbiInstances on a server, with the engine in this process. */
export interface AbiScene {
  connection(): Connection;
  kubectl(args: string, input?: string): Promise<string>;
  /** A namespace of its own. */
  fresh(): Promise<string>;
  /** Creates an instance, or replaces its spec. */
  put(namespace: string, name: string, spec: unknown): Promise<void>;
  /** Runs until everything in the namespace is at rest, and tells how the instance is. */
  settled(namespace: string, name: string): Promise<SettledAbi>;
  /** A field of an object by JSONPath. */
  field(namespace: string, object: string, path: string): Promise<string>;
}

function isEstablished(crd: KubeObject): boolean {
  const { status } = crd;
  const conditions = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : [];
  return conditions.some((condition) => isJsonObject(condition) && condition['type'] === 'Established' && condition['status'] === 'True');
}

async function install({ api }: Connection): Promise<void> {
  const crd = crdOf(kind);
  // Others on this server may have installed the same one under their name.
  await api.apply(CUSTOM_RESOURCE_DEFINITION, crd, { fieldManager: 'test', force: true });
  while (!isEstablished(await api.get(CUSTOM_RESOURCE_DEFINITION, { name: crd.metadata.name })));
  for (;;) {
    try {
      await api.list(kind, { limit: 1 });
      return;
    } catch (error) {
      // Established is told a moment before the storage answers.
      if (!isApiError(error, 'NotFound', 'TooManyRequests', 'ServiceUnavailable')) throw error;
    }
  }
}

/** One of the guide's manifests from `examples/abi`, for another namespace. */
export async function exampleIn(namespace: string, file: string): Promise<Manifest> {
  const manifest = parse(await readFile(path.join(PROJECT_ROOT, 'examples', 'abi', file), 'utf8')) as Manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

/** The scene of a test file: the definition is installed once, the connection is closed at its end. */
export function abiScene(plane: Pick<ControlPlane, 'kubeconfig' | 'kubectl'>): AbiScene {
  const { kubectl } = reconcilePlane(plane);
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

  return {
    connection,
    kubectl,
    fresh: async () => uniqueNamespace(connection().api, 'abi'),
    put: async (namespace, name, spec) => {
      const { api } = connection();
      try {
        await api.patch(kind, { namespace, name }, { type: 'json', operations: [{ op: 'replace', path: '/spec', value: spec }] });
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
        await api.create(kind, { apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata: { namespace, name }, spec });
      }
    },
    settled: async (namespace, name) => {
      const did: string[] = [];
      const phases: string[] = [];
      await settle(connection(), {
        reconcilers: [erased(abiInstance)],
        namespace,
        timeoutMs: 100_000,
        onPass: ({ key, actions = [], outcome }) => {
          if (key !== `${namespace}/${name}`) return;
          did.push(...actions.filter(({ verb }) => verb !== 'unchanged').map(({ verb, subject }) => `${verb} ${subject}`));
          phases.push(outcome);
        },
      });
      const live = await connection().api.get(kind, { namespace, name });
      const status = isJsonObject(live['status']) ? live['status'] : {};
      return { phase: String(status['phase']), status, did, phases };
    },
    field: async (namespace, object, jsonPath) => kubectl(`get ${object} -n ${namespace} -o jsonpath={${jsonPath}}`),
  };
}
