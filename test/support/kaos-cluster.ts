import { CONFIG_MAP, DEPLOYMENT } from '../../src/kernel/builtin-types.ts';
import type { Condition } from '../../src/kernel/condition.ts';
import { keyOf, type KubeObject, type Manifest, type Primary } from '../../src/kernel/kube-object.ts';
import { apiVersionOf, isOfType, type ResourceType } from '../../src/kernel/resource-type.ts';
import { agent } from '../../src/kinds/kaos/agent.ts';
import { mcpServer } from '../../src/kinds/kaos/mcp-server.ts';
import { modelApi } from '../../src/kinds/kaos/model-api.ts';
import { agentReconciler } from '../../src/reconcile/kaos/agent.ts';
import { mcpServerReconciler } from '../../src/reconcile/kaos/mcp-server.ts';
import type { McpTools } from '../../src/reconcile/kaos/mcp-tools.ts';
import { modelApiReconciler } from '../../src/reconcile/kaos/model-api.ts';
import type { KindReconciler, Plan, StepFailure } from '../../src/reconcile/engine/contract.ts';
import { SETTINGS_CONFIG_MAP } from '../../src/templates/kaos/operator-settings.ts';
import { fakeWorld, liveForm, type FakeCluster } from './fake-world.ts';

/** 2026-03-01T12:00:00Z */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** What all three kinds say in their status. */
export interface KaosStatus {
  readonly phase: string;
  readonly ready: boolean;
  readonly message?: string;
  readonly endpoint?: string;
  readonly conditions: readonly Condition[];
  readonly observedGeneration: number;
  readonly availableTools?: readonly string[];
  readonly linkedResources?: Readonly<Record<string, string>>;
}

export type KaosPlan = Plan<KaosStatus>;

const KINDS = { agent, modelapi: modelApi, mcpserver: mcpServer } as const;
export type KaosKind = keyof typeof KINDS;

/** Tools as a test has them. */
export function toolsOf(names: readonly string[]): McpTools {
  return { list: async () => Promise.resolve(names.map((name) => ({ name }))) };
}

/** An object of one of the kinds as the API server holds it. */
export function kaosObject(
  kind: KaosKind,
  name: string,
  spec: unknown,
  more: { readonly status?: unknown; readonly metadata?: object } = {},
): KubeObject {
  const type = KINDS[kind];
  const metadata = {
    name,
    namespace: 'demo',
    uid: `uid-of-${kind}-${name}`,
    resourceVersion: '7',
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...more.metadata,
  };
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata, spec, ...(more.status === undefined ? {} : { status: more.status }) };
}

/** The types of a kind do not matter to who plans any of them. */
function untyped(reconciler: unknown): KindReconciler<unknown, KaosStatus, unknown> {
  return reconciler as KindReconciler<unknown, KaosStatus, unknown>;
}

function reconcilerOf(kind: KaosKind, tools: McpTools): KindReconciler<unknown, KaosStatus, unknown> {
  return untyped({ agent: agentReconciler, modelapi: modelApiReconciler, mcpserver: mcpServerReconciler(tools) }[kind]);
}

/** What the planner of a kind says about an object in a cluster. */
export async function kaosPlan(
  kind: KaosKind,
  object: KubeObject,
  cluster: FakeCluster = {},
  more: { readonly failures?: readonly StepFailure[]; readonly now?: number; readonly tools?: McpTools } = {},
): Promise<KaosPlan> {
  const { failures = [], now = NOON, tools = toolsOf([]) } = more;
  const parsed = KINDS[kind].spec.safeParse(object['spec']);
  if (!parsed.success) throw new Error(`the spec does not fit: ${JSON.stringify(parsed.error.issues)}`);
  const reconciler = reconcilerOf(kind, tools);
  const primary = { ...object, spec: parsed.data } as Primary<unknown, KaosStatus>;
  const world = fakeWorld({ notServed: ['httproutes.gateway.networking.k8s.io'], ...cluster });
  return reconciler.plan(primary, await reconciler.observe(primary, world), now, failures);
}

/** Everything that a plan applies. */
export function manifestsOf(plan: KaosPlan): readonly Manifest[] {
  return plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave.map(({ manifest }) => manifest) : []));
}

/** The one manifest of a type that a plan applies. */
export function manifestOf(plan: KaosPlan, type: ResourceType): Manifest | undefined {
  return manifestsOf(plan).find((manifest) => isOfType(manifest, type));
}

/** What is removed, as `Kind/namespace/name`. */
export function removedBy(plan: KaosPlan): readonly string[] {
  return plan.steps.flatMap((step) => (step.do === 'remove' ? step.refs.map((ref) => `${ref.type.kind}/${keyOf(ref)}`) : []));
}

/** What tests look at of a pod template. */
export interface KaosTemplate {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>>; readonly labels: Readonly<Record<string, string>> };
  readonly spec: KaosPod;
}

interface KaosContainer {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly resources?: unknown;
  readonly readinessProbe?: unknown;
}

interface KaosPod {
  readonly containers: readonly [KaosContainer, ...KaosContainer[]];
  readonly initContainers?: readonly KaosContainer[];
  readonly volumes?: readonly unknown[];
  readonly [field: string]: unknown;
}

/** The pod template of the Deployment that a plan applies. */
export function templateOf(plan: KaosPlan): KaosTemplate {
  const manifest = manifestOf(plan, DEPLOYMENT);
  if (manifest === undefined) throw new Error(`the plan applies no Deployment: ${plan.status.message ?? ''}`);
  return (manifest['spec'] as { readonly template: KaosTemplate }).template;
}

/** What Kubernetes gives the container for `$(…)` and `$$` where no variable is meant. */
export function asContainerSees(text: string): string {
  return text.replaceAll('$$', '$');
}

/** The environment that the container sees, by name. */
export function envOf(plan: KaosPlan): Readonly<Record<string, string>> {
  const entries = templateOf(plan).spec.containers[0].env ?? [];
  return Object.fromEntries(entries.map(({ name, value }) => [name, value === undefined ? '<from>' : asContainerSees(value)]));
}

/** Status of a Deployment with every replica ready. */
export function readyStatus(replicas = 1): unknown {
  return { observedGeneration: 1, replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
}

/** What a plan applies, as the server would hold it once everything runs. */
export function settledChildren(plan: KaosPlan, deploymentStatus: unknown = readyStatus()): readonly KubeObject[] {
  return manifestsOf(plan).map((manifest) => liveForm(manifest, isOfType(manifest, DEPLOYMENT) ? { status: deploymentStatus } : {}));
}

/** An object that is ready, as dependants see it. */
export function readyObject(kind: KaosKind, name: string, spec: unknown, status: object = {}): KubeObject {
  return kaosObject(kind, name, spec, { status: { phase: 'Ready', ready: true, ...status } });
}

/** The operator's ConfigMap. */
export function settingsMap(data: Readonly<Record<string, string>>): KubeObject {
  const metadata = { ...SETTINGS_CONFIG_MAP };
  return liveForm({ apiVersion: apiVersionOf(CONFIG_MAP), kind: 'ConfigMap', metadata, data });
}

/** The condition of a type that a plan stores, as `status/reason`. */
export function conditionIn(plan: KaosPlan, type: string): string | undefined {
  const found = plan.status.conditions.find((condition) => condition.type === type);
  return found === undefined ? undefined : `${found.status}/${found.reason}`;
}

/** The message of a condition that a plan stores. */
export function messageIn(plan: KaosPlan, type: string): string {
  return plan.status.conditions.find((condition) => condition.type === type)?.message ?? '';
}

/** `phase ready|not reason` of a plan. */
export function standing(plan: KaosPlan): string {
  return [plan.status.phase, plan.status.ready ? 'ready' : 'not', plan.blocked?.reason ?? '-'].join(' ');
}
