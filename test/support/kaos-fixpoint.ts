import { DEPLOYMENT } from '../../src/kernel/builtin-types.ts';
import { canonicalJson } from '../../src/kernel/hash.ts';
import { controllerOf, keyOf, type KubeObject, type Manifest, type Primary } from '../../src/kernel/kube-object.ts';
import { apiVersionOf, isOfType, resourceNameOf, type ResourceType } from '../../src/kernel/resource-type.ts';
import type { Plan, World } from '../../src/reconcile/engine/contract.ts';
import { ownerReferenceOf } from '../../src/reconcile/engine/intent.ts';
import { createReferenceIndex } from '../../src/reconcile/engine/reference-index.ts';
import { isWorthAPass, targetKey, targetsOf, type AnyReconciler } from '../../src/reconcile/engine/wake-up.ts';
import { agentReconciler } from '../../src/reconcile/kaos/agent.ts';
import { mcpServerReconciler } from '../../src/reconcile/kaos/mcp-server.ts';
import { modelApiReconciler } from '../../src/reconcile/kaos/model-api.ts';
import { erased } from './engine-rig.ts';
import { liveForm } from './fake-world.ts';
import { NOON, readyStatus, toolsOf } from './kaos-cluster.ts';

/** The three reconcilers on objects in memory, where every Deployment is ready at once. */
export interface KaosFixpoint {
  /** Creates an object, or replaces its spec, and wakes whom that concerns. */
  put(manifest: Manifest): void;
  delete(type: ResourceType, name: string): void;
  /** Gives the pods of a Deployment another state. */
  setWorkload(deployment: string, status: unknown): void;
  /** Passes until nobody is woken any more; gives who had one, with how many. Fails after far too many. */
  settle(): Promise<ReadonlyMap<string, number>>;
  at(type: ResourceType, name: string): KubeObject | undefined;
  all(type: ResourceType): readonly KubeObject[];
  /** Name of a Deployment → how often its pods were replaced. */
  readonly rollouts: ReadonlyMap<string, number>;
}

const NAMESPACE = 'demo';

/** A namespace without objects. */
export function kaosFixpoint(): KaosFixpoint {
  const reconcilers: readonly AnyReconciler[] = [modelApiReconciler, mcpServerReconciler(toolsOf(['echo'])), agentReconciler].map(erased);
  const objects = new Map<string, KubeObject>();
  const indexes = new Map(reconcilers.map((reconciler) => [reconciler, createReferenceIndex()] as const));
  const queue = new Map<string, { readonly reconciler: AnyReconciler; readonly name: string }>();
  const rollouts = new Map<string, number>();
  let version = 1;

  const idOf = (type: ResourceType, name: string): string => targetKey(type, { namespace: NAMESPACE, name });
  const wake = (reconciler: AnyReconciler, name: string): void => {
    queue.set(idOf(reconciler.kind, name), { reconciler, name });
  };
  const store = (type: ResourceType, name: string, after: KubeObject | undefined): void => {
    const id = idOf(type, name);
    const before = objects.get(id);
    if (after === undefined) objects.delete(id);
    else objects.set(id, { ...after, metadata: { ...after.metadata, resourceVersion: String((version += 1)) } });
    for (const reconciler of reconcilers) {
      const index = indexes.get(reconciler);
      if (resourceNameOf(reconciler.kind) === resourceNameOf(type)) {
        index?.set(name, after === undefined ? [] : targetsOf(reconciler, after));
        if (
          after !== undefined &&
          isWorthAPass({ key: name, initial: false, own: false, after, ...(before === undefined ? {} : { before }) })
        )
          wake(reconciler, name);
      }
      for (const primary of index?.primariesOf(id) ?? []) wake(reconciler, primary);
      const owner = [after, before]
        .map((object) => (object === undefined ? undefined : controllerOf(object)))
        .find((found) => found !== undefined);
      if (owner?.kind === reconciler.kind.kind) wake(reconciler, owner.name);
    }
  };
  const worldOf = (primary: KubeObject): World => {
    const child: World['child'] = (type, name) => {
      const live = objects.get(idOf(type, name));
      return live !== undefined && controllerOf(live)?.uid === primary.metadata.uid ? live : undefined;
    };
    return {
      signal: new AbortController().signal,
      child,
      children: () => [],
      derived: () => [],
      list: () => undefined,
      read: ({ name, namespace, type }) => {
        const object = objects.get(targetKey(type, { name, ...(namespace === undefined ? {} : { namespace }) }));
        return Promise.resolve(object === undefined ? { state: 'absent' } : { state: 'present', object });
      },
      secret: () => Promise.resolve({ state: 'absent' }),
      serves: () => false,
    };
  };
  const apply = (reconciler: AnyReconciler, primary: KubeObject, manifest: Manifest): void => {
    const type = reconciler.children.find((candidate) => isOfType(manifest, candidate.type))?.type;
    if (type === undefined) throw new Error(`${manifest.kind} is no child`);
    const { name } = manifest.metadata;
    const before = objects.get(idOf(type, name));
    const owned = { ...manifest, metadata: { ...manifest.metadata, ownerReferences: [ownerReferenceOf(reconciler.kind, primary)] } };
    const { resourceVersion: _version, ...known } = liveForm(owned).metadata;
    if (
      before !== undefined &&
      canonicalJson(Object.assign({}, before, { metadata: 0, status: 0 })) ===
        canonicalJson(Object.assign({}, owned, { metadata: 0, status: 0 }))
    )
      return;
    if (type === DEPLOYMENT) {
      const template = (object: Manifest | undefined): string =>
        canonicalJson((object?.['spec'] as { readonly template?: unknown } | undefined)?.template);
      if (before !== undefined && template(before) !== template(owned)) rollouts.set(name, (rollouts.get(name) ?? 0) + 1);
    }
    const status = type === DEPLOYMENT ? (before?.['status'] ?? readyStatus()) : undefined;
    store(type, name, { ...owned, metadata: { ...known, resourceVersion: '0' }, ...(status === undefined ? {} : { status }) });
  };
  const run = (reconciler: AnyReconciler, primary: KubeObject, plan: Plan<unknown>): void => {
    for (const step of plan.steps) {
      if (step.do === 'apply') for (const { manifest } of step.wave) apply(reconciler, primary, manifest);
      if (step.do === 'remove') for (const ref of step.refs) store(ref.type, ref.name, undefined);
    }
    const name = primary.metadata.name;
    const live = objects.get(idOf(reconciler.kind, name));
    if (live === undefined || canonicalJson(live['status']) === canonicalJson(plan.status)) return;
    store(reconciler.kind, name, { ...live, status: plan.status });
  };

  return {
    put: (manifest) => {
      const reconciler = reconcilers.find(({ kind }) => isOfType(manifest, kind));
      if (reconciler === undefined) return;
      const { name } = manifest.metadata;
      const before = objects.get(idOf(reconciler.kind, name));
      const metadata = {
        name,
        namespace: NAMESPACE,
        uid: `uid-of-${manifest.kind}-${name}`,
        resourceVersion: '0',
        generation: (before?.metadata.generation ?? 0) + 1,
        creationTimestamp: '2026-01-01T00:00:00Z',
      };
      const status = before?.['status'];
      store(reconciler.kind, name, { ...manifest, metadata, ...(status === undefined ? {} : { status }) });
    },
    delete: (type, name) => {
      const gone = objects.get(idOf(type, name));
      store(type, name, undefined);
      for (const object of Array.from(objects.values())) {
        const isOwned = controllerOf(object)?.uid === gone?.metadata.uid;
        const child = reconcilers.flatMap(({ children }) => children).find((candidate) => isOfType(object, candidate.type));
        if (isOwned && child !== undefined) store(child.type, object.metadata.name, undefined);
      }
    },
    setWorkload: (name, status) => {
      const live = objects.get(idOf(DEPLOYMENT, name));
      if (live === undefined) throw new Error(`there is no Deployment ${name}`);
      store(DEPLOYMENT, name, { ...live, status });
    },
    settle: async () => {
      const passes = new Map<string, number>();
      for (let count = 0; queue.size > 0; count += 1) {
        if (count > 20_000) throw new Error(`it does not settle: ${[...queue.keys()].slice(0, 5).join(', ')}`);
        const [first] = queue;
        if (first === undefined) break;
        const [id, { name, reconciler }] = first;
        queue.delete(id);
        const live = objects.get(id);
        if (live === undefined) continue;
        passes.set(`${reconciler.kind.kind}/${name}`, (passes.get(`${reconciler.kind.kind}/${name}`) ?? 0) + 1);
        const parsed = reconciler.kind.spec.safeParse(live['spec'] ?? {});
        if (!parsed.success) throw new Error(`${keyOf(live.metadata)} does not fit`);
        const primary = { ...live, spec: parsed.data } as Primary<unknown, unknown>;
        run(reconciler, primary, reconciler.plan(primary, await reconciler.observe(primary, worldOf(primary)), NOON, []));
      }
      return passes;
    },
    at: (type, name) => objects.get(idOf(type, name)),
    all: (type) => [...objects.values()].filter((object) => object.kind === type.kind && object.apiVersion === apiVersionOf(type)),
    rollouts,
  };
}
