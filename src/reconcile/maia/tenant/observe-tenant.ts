import { SECRET } from '../../../kernel/builtin-types.ts';
import type { Primary } from '../../../kernel/kube-object.ts';
import type { MaiaTenantSpec } from '../../../kinds/maia/tenant-spec.ts';
import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { World } from '../../engine/contract.ts';
import type { AdminApi } from '../admin-api.ts';
import { viewInstance, type InstanceKey, type InstanceView } from './instance-view.ts';
import { keySecret, type KeySecret } from './key-secret.ts';
import { viewServer, type ServerView } from './server-view.ts';
import type { TenantIdentity } from './wanted-tenant.ts';

export type MaiaTenantPrimary = Primary<MaiaTenantSpec, MaiaTenantStatus>;

/** What the planner of a MaiaTenant goes by. */
export interface MaiaTenantObserved {
  readonly instance: InstanceView;
  readonly server: ServerView;
  /** Every Secret with keys of the tenant, and every one that its spec names, by name. */
  readonly secrets: readonly KeySecret[];
}

/** The instance that a tenant names. */
export function instanceOf({ metadata, spec }: Pick<MaiaTenantPrimary, 'metadata' | 'spec'>): InstanceKey {
  return { namespace: spec.instanceRef.namespace ?? metadata.namespace ?? 'default', name: spec.instanceRef.name };
}

/** By what a tenant on a server is known to be this one's. */
export function identityOf({ metadata }: Pick<MaiaTenantPrimary, 'metadata'>): TenantIdentity {
  return { namespace: metadata.namespace ?? 'default', name: metadata.name, uid: metadata.uid };
}

/** The Secrets of the spec, those that the status remembers, and those that are controlled by the tenant. */
function secretNames({ spec, status }: MaiaTenantPrimary, world: World): readonly string[] {
  const named = spec.apiKeys.map(({ secretRef }) => secretRef.name);
  const controlled = world.children(SECRET).map(({ metadata }) => metadata.name);
  return [...new Set([...named, ...(status?.apiKeySecrets ?? []), ...controlled])].toSorted();
}

/** Gathers what is known of a tenant: its instance, its Secrets, and what the server says where it can be asked. */
export async function observeTenant(admin: AdminApi, primary: MaiaTenantPrimary, world: World): Promise<MaiaTenantObserved> {
  const identity = identityOf(primary);
  const { namespace } = identity;
  const names = secretNames(primary, world);
  const [instance, ...found] = await Promise.all([
    viewInstance(instanceOf(primary), world),
    ...names.map(async (name) => keySecret(name, await world.secret({ namespace, name }), identity.uid)),
  ]);
  const isAskable = instance.state === 'present' && instance.notReady === undefined;
  if (!isAskable) return { instance, server: { state: 'unasked' }, secrets: found };
  const question = {
    server: instance.server,
    identity,
    tenantId: primary.status?.tenantId,
    isDeleted: primary.metadata.deletionTimestamp !== undefined,
  };
  return { instance, server: await viewServer(admin, question, world.signal), secrets: found };
}
