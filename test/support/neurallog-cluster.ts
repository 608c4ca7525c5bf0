import type { V1NetworkPolicySpec, V1PodSpec } from '@kubernetes/client-node';
import { CONFIG_MAP, DEPLOYMENT, NAMESPACE, NETWORK_POLICY, STATEFUL_SET } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest, Ref } from '../../src/kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../src/kernel/resource-type.ts';
import type { TenantStatus } from '../../src/kinds/neurallog/tenant-status.ts';
import type { Plan, StepFailure } from '../../src/reconcile/engine/contract.ts';
import { intentOf } from '../../src/reconcile/engine/intent.ts';
import type { TenantPrimary } from '../../src/reconcile/neurallog/tenant-key.ts';
import { tenant } from '../../src/reconcile/neurallog/tenant.ts';
import { claimsOf, readyStatus } from './abi-cluster.ts';
import { fakeWorld, liveForm, type FakeCluster } from './fake-world.ts';
import { tenantPrimary } from './neurallog-tenants.ts';

export type TenantPlan = Plan<TenantStatus>;

/** 2026-03-01T12:00:00Z */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** What the planner of Tenant says about a tenant in a cluster. */
export async function planned(
  primary: TenantPrimary,
  cluster: FakeCluster = {},
  failures: readonly StepFailure[] = [],
  now: number = NOON,
): Promise<TenantPlan> {
  return tenant.plan(primary, await tenant.observe(primary, fakeWorld(cluster)), now, failures);
}

/** Everything that a plan applies, in the order of the steps. */
export function applied(plan: TenantPlan): readonly Manifest[] {
  return plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave.map(({ manifest }) => manifest) : []));
}

/** Everything that a plan removes. */
export function removed(plan: TenantPlan): readonly Ref[] {
  return plan.steps.flatMap((step) => (step.do === 'remove' ? step.refs : []));
}

/** The one applied manifest of a type and name. */
export function appliedAs(plan: TenantPlan, type: ResourceType, name: string): Manifest {
  const found = applied(plan).find((manifest) => isOfType(manifest, type) && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`the plan applies no ${type.kind} called ${name}`);
  return found;
}

/** The pod template of the server or of Redis that a plan applies. */
export function podsIn(
  plan: TenantPlan,
  component: 'server' | 'redis',
): { readonly metadata: Manifest['metadata']; readonly spec: V1PodSpec } {
  const found = component === 'server' ? appliedAs(plan, DEPLOYMENT, 'neurallog-server') : appliedAs(plan, STATEFUL_SET, 'redis');
  return (found['spec'] as { readonly template: { readonly metadata: Manifest['metadata']; readonly spec: V1PodSpec } }).template;
}

/** The objects of a tenant as the server would hold them once everything runs, the claims of Redis with them. */
export function settled(primary: TenantPrimary, plan: TenantPlan): readonly KubeObject[] {
  const live = applied(plan).map((manifest) => {
    const owned = intentOf(tenant.kind, primary, { manifest, ownership: 'controlled' }).manifest;
    const { replicas = 0 } = (manifest['spec'] as { readonly replicas?: number } | undefined) ?? {};
    const isWorkload = isOfType(manifest, DEPLOYMENT) || isOfType(manifest, STATEFUL_SET);
    return liveForm(owned, isWorkload ? { status: readyStatus(replicas) } : {});
  });
  return [...live, ...claimsOf(live.find((object) => isOfType(object, STATEFUL_SET)))];
}

/** The namespace of a tenant, as it is there for it. */
export function namespaceOf(primary: TenantPrimary, more: Partial<KubeObject['metadata']> = {}, status?: unknown): KubeObject {
  const manifest = intentOf(tenant.kind, primary, {
    manifest: { apiVersion: 'v1', kind: NAMESPACE.kind, metadata: { name: `tenant-${primary.metadata.name}` } },
    ownership: 'controlled',
  }).manifest;
  const live = liveForm(manifest, { status });
  return { ...live, metadata: { ...live.metadata, ...more } };
}

/** The objects of a tenant that runs. */
export async function running(spec: unknown, cluster: FakeCluster = {}): Promise<readonly KubeObject[]> {
  const primary = tenantPrimary(spec);
  return settled(primary, await planned(primary, cluster));
}

/** The condition of a type that a plan stores, as `status/reason`. */
export function conditionOf(plan: TenantPlan, type: string): string | undefined {
  const found = plan.status.conditions.find((condition) => condition.type === type);
  return found === undefined ? undefined : `${found.status}/${found.reason}`;
}

/** The message of a condition that a plan stores. */
export function messageOf(plan: TenantPlan, type: string): string | undefined {
  return plan.status.conditions.find((condition) => condition.type === type)?.message;
}

/** A pod of a tenant. */
export function podOf(name: string, app: string, status: unknown, tenantName = 'acme'): KubeObject {
  const labels = { app, 'neurallog.io/tenant': tenantName, 'neurallog.io/managed-by': 'tenant-operator' };
  return liveForm({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: `tenant-${tenantName}`, labels } }, { status });
}

/** A failed step as the engine would tell it. */
export function failedStep(kind: string, name: string, more: Partial<StepFailure> = {}): StepFailure {
  const subject = kind === 'Namespace' ? `${kind}/${name}` : `${kind}/tenant-acme/${name}`;
  return { step: 'apply', subject, kind, name, reason: 'Forbidden', code: 403, message: 'not allowed', causes: [], stuck: true, ...more };
}

/** The plan for a new tenant with a spec. */
export async function planFor(spec: unknown): Promise<TenantPlan> {
  return planned(tenantPrimary(spec));
}

/** The spec of a network policy that a plan applies. */
export function policyIn(plan: TenantPlan, name: string): V1NetworkPolicySpec {
  return appliedAs(plan, NETWORK_POLICY, name)['spec'] as V1NetworkPolicySpec;
}

/** The names of the network policies that a plan applies. */
export function policyNames(plan: TenantPlan): readonly string[] {
  return applied(plan)
    .filter((manifest) => isOfType(manifest, NETWORK_POLICY))
    .map(({ metadata }) => metadata.name);
}

/** The redis.conf that a plan applies. */
export function confIn(plan: TenantPlan): string {
  return (appliedAs(plan, CONFIG_MAP, 'redis-config')['data'] as { readonly 'redis.conf': string })['redis.conf'];
}

/** The environment of the server that a plan applies: values, or where they come from. */
export function envIn(plan: TenantPlan): Readonly<Record<string, unknown>> {
  const { env = [] } = podsIn(plan, 'server').spec.containers[0] ?? {};
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}
