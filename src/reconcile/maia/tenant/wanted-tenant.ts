import { canonicalJson } from '../../../kernel/hash.ts';
import { isJsonObject, type Json } from '../../../kernel/json.ts';
import type { MaiaTenantSpec } from '../../../kinds/maia/tenant-spec.ts';
import type { ServerTenant, ServerTenantInput, ServerTenantQuotas } from '../admin-api.ts';
import { serverPlan } from './server-plan.ts';

/** What a spec says of its tenant on the server. Everything that is not named here belongs to somebody else and stays. */
export interface WantedTenant {
  readonly name: string;
  readonly plan: string;
  readonly config: { readonly default_token_budget: number; readonly max_namespaces: number };
  readonly quotas: ServerTenantQuotas;
  /** null: the entry must not be there. */
  readonly metadata: Readonly<Record<string, Json>>;
}

/** Who a tenant on a server belongs to. */
export interface TenantIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/**
 * The tenant's name on the server: its own in the instance's namespace, else with its namespace before it. Names of objects hold no slash,
 * so two tenants never get the same one.
 */
export function serverTenantName(tenant: { readonly namespace: string; readonly name: string }, instanceNamespace: string): string {
  return tenant.namespace === instanceNamespace ? tenant.name : `${tenant.namespace}/${tenant.name}`;
}

/** What the server has no field for is kept in `metadata`. */
function wantedMetadata(spec: MaiaTenantSpec, { namespace, name, uid }: TenantIdentity): WantedTenant['metadata'] {
  const { allowedEmbeddingModels, features, maxTokenBudget } = spec.config;
  return {
    'kubernetes.namespace': namespace,
    'kubernetes.name': name,
    'kubernetes.uid': uid,
    display_name: spec.displayName ?? null,
    max_token_budget: maxTokenBudget,
    allowed_embedding_models: allowedEmbeddingModels === undefined ? null : [...allowedEmbeddingModels],
    features: { ...features },
    suspend_reason: spec.suspended ? (spec.suspendReason ?? null) : null,
  };
}

/** The tenant that a spec asks for. A quota that the spec does not name is the plan's, so that it never turns into no limit. */
export function wantedTenant(spec: MaiaTenantSpec, identity: TenantIdentity, instanceNamespace: string): WantedTenant {
  const plan = serverPlan(spec.plan);
  const { quotas } = spec;
  return {
    name: serverTenantName(identity, instanceNamespace),
    plan: plan.name,
    config: { default_token_budget: spec.config.defaultTokenBudget, max_namespaces: quotas?.maxNamespaces ?? plan.maxNamespaces },
    quotas: {
      max_memories: quotas?.maxMemories ?? plan.quotas.max_memories,
      max_storage_bytes: quotas?.maxStorageBytes ?? plan.quotas.max_storage_bytes,
      requests_per_minute: quotas?.requestsPerMinute ?? plan.quotas.requests_per_minute,
      requests_per_day: quotas?.requestsPerDay ?? plan.quotas.requests_per_day,
    },
    metadata: wantedMetadata(spec, identity),
  };
}

/** `absent`: what a field that is not there means. */
function differingFields(wanted: Readonly<Record<string, unknown>>, live: unknown, path: string, absent: Json = null): readonly string[] {
  const fields = isJsonObject(live) ? live : {};
  return Object.keys(wanted)
    .filter((field) => canonicalJson(wanted[field] ?? absent) !== canonicalJson(fields[field] ?? absent))
    .map((field) => `${path}${field}`);
}

/** The fields in which a tenant on the server is not as wanted, as `quotas.max_memories`; none means that nothing has to be written. */
export function tenantDifferences({ name, plan, config, quotas, metadata }: WantedTenant, live: ServerTenant): readonly string[] {
  return [
    ...differingFields({ name, plan }, live, ''),
    // The server leaves a 0 out of its configuration (recorded): no limit of namespaces, as the biggest plan has it, is an absent field.
    ...differingFields(config, live.config, 'config.', 0),
    ...differingFields({ ...quotas }, live.quotas, 'quotas.'),
    ...differingFields(metadata, live.metadata, 'metadata.'),
  ];
}

function without(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));
}

/** What to PUT: the server replaces each object as a whole, so what others keep in `config` and `metadata` goes along. */
export function replacementFor(wanted: WantedTenant, live: ServerTenant): ServerTenantInput {
  return {
    name: wanted.name,
    plan: wanted.plan,
    config: { ...live.config, ...wanted.config },
    quotas: wanted.quotas,
    metadata: without({ ...live.metadata, ...wanted.metadata }),
  };
}

/**
 * What to POST. A token budget of 0 would make the server take the plan's whole config, dedicated storage included, so the plan's budget
 * goes first and the 0 with the PUT that follows. Dedicated storage is told here only: the server never moves what a tenant has stored.
 */
export function creationOf(wanted: WantedTenant, planBudget: number, dedicatedStorage: boolean): ServerTenantInput {
  const { default_token_budget: budget, max_namespaces } = wanted.config;
  return {
    name: wanted.name,
    plan: wanted.plan,
    config: { default_token_budget: budget === 0 ? planBudget : budget, max_namespaces, dedicated_storage: dedicatedStorage },
    quotas: wanted.quotas,
    metadata: without(wanted.metadata),
  };
}

/** Whether a tenant on the server is that of a MaiaTenant: by its uid, or by namespace and name where the MaiaTenant was made anew. */
export function isTenantOf(live: ServerTenant, { namespace, name, uid }: TenantIdentity): boolean {
  const { metadata } = live;
  if (metadata['kubernetes.uid'] === uid) return true;
  return metadata['kubernetes.namespace'] === namespace && metadata['kubernetes.name'] === name;
}
