import { PERSISTENT_VOLUME_CLAIM, POD, SERVICE_MONITOR } from '../../kernel/builtin-types.ts';
import type { KubeObject, Primary } from '../../kernel/kube-object.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import { instanceLabels } from '../../templates/abi/metadata.ts';
import { childNames } from '../../templates/abi/names.ts';
import { secretReferences } from '../../templates/abi/secret-references.ts';
import type { World } from '../engine/contract.ts';
import { CHILD_ROLE_NAMES, childRef, type ChildRoleName } from './child-role.ts';
import { secretFinding, type SecretFinding } from './secret-finding.ts';

export type AbiInstancePrimary = Primary<AbiInstanceSpec, AbiInstanceStatus>;

/** A claim of a StatefulSet's pod. */
export interface OrdinalClaim {
  readonly ordinal: number;
  readonly live: KubeObject;
}

/** What the planner of an AbiInstance goes by. */
export interface AbiInstanceObserved {
  /** Our live objects, by role. */
  readonly live: Readonly<Partial<Record<ChildRoleName, KubeObject>>>;
  /** The claims that Kubernetes made for pods of our StatefulSet, also of pods that are gone. */
  readonly claims: readonly OrdinalClaim[];
  readonly pods: readonly KubeObject[];
  /** Roles whose name is taken by an object that is not ours and that a pod of ours would mount. */
  readonly foreign: readonly ChildRoleName[];
  /** Claims of somebody else that have the name of one that a pod of our StatefulSet would mount. */
  readonly foreignClaims: readonly string[];
  readonly secrets: readonly SecretFinding[];
  readonly servesServiceMonitors: boolean;
}

/** The most pods that an instance can have (the schema's bound), so that their claims are known by name. */
const MOST_PODS = 100;

/** Pods mount these by name, whoever they belong to. For the others it is enough that the engine refuses to write a foreign object. */
const MOUNTED: readonly ChildRoleName[] = ['configMap', 'sharedClaim'];

/** The name and namespace of an instance. */
export function instanceKey(primary: { readonly metadata: { readonly name: string; readonly namespace?: string } }): {
  readonly name: string;
  readonly namespace: string;
} {
  const { name, namespace = 'default' } = primary.metadata;
  return { name, namespace };
}

function sharesVolume({ storage }: AbiInstanceSpec): boolean {
  return storage?.enabled === true && storage.accessModes.includes('ReadWriteMany');
}

/** A claim that bears the labels of the instance was put there for it, by a restore for instance. */
function isMeantFor(claim: KubeObject, instance: string): boolean {
  return Object.entries(instanceLabels(instance)).every(([name, value]) => claim.metadata.labels?.[name] === value);
}

async function foreignClaimsOf(primary: AbiInstancePrimary, world: World, claims: readonly OrdinalClaim[]): Promise<readonly string[]> {
  const { autoscaling, replicas, storage } = primary.spec;
  if (storage?.enabled !== true || sharesVolume(primary.spec)) return [];
  const key = instanceKey(primary);
  const most = Math.max(replicas, autoscaling?.enabled === true ? autoscaling.maxReplicas : 0);
  const known = new Set(claims.map(({ ordinal }) => ordinal));
  const names = Array.from({ length: most }, (_, ordinal) => ordinal)
    .filter((ordinal) => !known.has(ordinal))
    .map((ordinal) => childNames.ordinalClaim(key.name, ordinal));
  const found = await Promise.all(names.map((name) => world.read({ type: PERSISTENT_VOLUME_CLAIM, namespace: key.namespace, name })));
  return names.filter((_, index) => {
    const lookup = found[index];
    return lookup?.state === 'present' && !isMeantFor(lookup.object, key.name);
  });
}

function claimsOf(primary: AbiInstancePrimary, world: World, hasSet: boolean): readonly OrdinalClaim[] {
  const { metadata, spec } = primary;
  // An instance without volumes and without finalizer has no use for the answer.
  if (spec.storage === undefined && !hasSet && (metadata.finalizers ?? []).length === 0) return [];
  const { name, namespace } = instanceKey(primary);
  return Array.from({ length: MOST_PODS }, (_, ordinal) => ordinal).flatMap((ordinal) => {
    const live = world.child(PERSISTENT_VOLUME_CLAIM, childNames.ordinalClaim(name, ordinal), namespace);
    return live === undefined ? [] : [{ ordinal, live }];
  });
}

/** Gathers an instance's live objects, its pods and the Secrets that it names. */
export async function observeInstance(primary: AbiInstancePrimary, world: World): Promise<AbiInstanceObserved> {
  const key = instanceKey(primary);
  const servesServiceMonitors = world.serves(SERVICE_MONITOR);
  const live: Partial<Record<ChildRoleName, KubeObject>> = {};
  for (const role of CHILD_ROLE_NAMES) {
    if (role === 'serviceMonitor' && !servesServiceMonitors) continue;
    const { type, name, namespace } = childRef(role, key);
    const child = world.child(type, name, namespace);
    if (child !== undefined) live[role] = child;
  }
  const foreign: ChildRoleName[] = [];
  for (const role of MOUNTED) {
    if (live[role] !== undefined || (role === 'sharedClaim' && !sharesVolume(primary.spec))) continue;
    const found = await world.read(childRef(role, key));
    if (found.state === 'present') foreign.push(role);
  }
  const references = secretReferences(primary.spec);
  const lookups = await Promise.all(references.map(({ name }) => world.secret({ namespace: key.namespace, name })));
  const secrets = references.map((reference, index) =>
    secretFinding(reference, lookups[index] ?? { state: 'unknown', why: 'it was not read' }),
  );
  const claims = claimsOf(primary, world, live.statefulSet !== undefined);
  const foreignClaims = await foreignClaimsOf(primary, world, claims);
  return { live, claims, pods: world.derived(POD), foreign, foreignClaims, secrets, servesServiceMonitors };
}
