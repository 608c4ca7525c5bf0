import {
  DEPLOYMENT,
  LIMIT_RANGE,
  NAMESPACE,
  NETWORK_POLICY,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  RESOURCE_QUOTA,
  STATEFUL_SET,
} from '../../kernel/builtin-types.ts';
import { controllerOf, type KubeObject } from '../../kernel/kube-object.ts';
import { envReferences } from '../../templates/neurallog/env-references.ts';
import { redisClaim, tenantNames } from '../../templates/neurallog/names.ts';
import type { World } from '../engine/contract.ts';
import { findReference, type ReferenceFinding } from './reference-finding.ts';
import { namespaceRef, tenantNamespace, type TenantPrimary } from './tenant-key.ts';

/** Whose the namespace is. `leftover`: made for a Tenant of this name that is gone; Kubernetes is about to remove it. */
export type NamespaceFinding =
  | { readonly state: 'ours'; readonly live: KubeObject }
  | { readonly state: 'absent' }
  | { readonly state: 'leftover' }
  | { readonly state: 'foreign'; readonly looksOurs: boolean };

/** A claim of a Redis pod. */
export interface RedisClaim {
  readonly ordinal: number;
  readonly live: KubeObject;
}

/** What the planner of a Tenant goes by. */
export interface TenantObserved {
  readonly namespace: NamespaceFinding;
  readonly redis?: KubeObject;
  readonly server?: KubeObject;
  readonly quota?: KubeObject;
  readonly limits?: KubeObject;
  readonly policies: readonly KubeObject[];
  /** Also of pods that are gone. */
  readonly claims: readonly RedisClaim[];
  readonly pods: readonly KubeObject[];
  readonly references: readonly ReferenceFinding[];
}

/** How far claims of Redis pods are looked for beyond those that the spec asks for: it may have been scaled down. */
const CLAIMS_BEYOND = 16;

/** It is ours only by our uid in its owner reference: names, labels and annotations can be given to any namespace. */
async function findNamespace(primary: TenantPrimary, world: World): Promise<NamespaceFinding> {
  const found = await world.read(namespaceRef(primary));
  if (found.state === 'absent') return { state: 'absent' };
  if (found.state === 'unknown') return { state: 'foreign', looksOurs: false };
  const owner = controllerOf(found.object);
  if (owner?.uid === primary.metadata.uid) return { state: 'ours', live: found.object };
  if (owner?.kind === primary.kind && owner.name === primary.metadata.name) return { state: 'leftover' };
  return { state: 'foreign', looksOurs: world.child(NAMESPACE, found.object.metadata.name) !== undefined };
}

/** Gathers a tenant's namespace, its live objects, its pods and what its server's environment names. */
export async function observeTenant(primary: TenantPrimary, world: World): Promise<TenantObserved> {
  const own = tenantNamespace(primary);
  const namespace = await findNamespace(primary, world);
  const references = await Promise.all(envReferences(primary.spec).map((reference) => findReference(reference, world, own)));
  if (namespace.state !== 'ours') return { namespace, policies: [], claims: [], pods: [], references };
  const child = (key: 'redis' | 'server' | 'quota' | 'limits', live: KubeObject | undefined): Partial<TenantObserved> =>
    live === undefined ? {} : { [key]: live };
  const most = primary.spec.redis.replicas + CLAIMS_BEYOND;
  const claims = Array.from({ length: most }, (_, ordinal) => ordinal).flatMap((ordinal) => {
    const live = world.child(PERSISTENT_VOLUME_CLAIM, redisClaim(ordinal), own);
    return live === undefined ? [] : [{ ordinal, live }];
  });
  return {
    namespace,
    ...child('redis', world.child(STATEFUL_SET, tenantNames.redis, own)),
    ...child('server', world.child(DEPLOYMENT, tenantNames.server, own)),
    ...child('quota', world.child(RESOURCE_QUOTA, tenantNames.quota, own)),
    ...child('limits', world.child(LIMIT_RANGE, tenantNames.limits, own)),
    policies: world.children(NETWORK_POLICY),
    claims,
    pods: world.derived(POD),
    references,
  };
}
