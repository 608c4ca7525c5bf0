import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { controllerOf, type KubeObject } from '../../../kernel/kube-object.ts';
import type { MaiaInstanceSpec } from '../../../kinds/maia/instance-spec.ts';
import { maiaInstance } from '../../../kinds/maia/maia-instance.ts';
import type { Lookup, World } from '../../engine/contract.ts';
import type { AdminServer } from '../admin-api.ts';

/** On a MaiaInstance: where its server is asked instead of at its Service, `http(s)://host:port`. For development and tests. */
export const ENDPOINT_ANNOTATION = 'maia.cuemby.com/endpoint';

/** What a tenant must know of its instance. */
export type InstanceView =
  | { readonly state: 'absent' }
  /** It cannot be seen, which is never absence. */
  | { readonly state: 'unknown'; readonly why: string }
  | { readonly state: 'terminating' }
  | {
      readonly state: 'present';
      readonly server: AdminServer;
      /** Why its server cannot be asked yet; absent where it can. */
      readonly notReady?: string;
      readonly tenancy: Pick<MaiaInstanceSpec['tenancy'], 'enabled' | 'dedicatedStorage'>;
    };

/** Names an instance. */
export interface InstanceKey {
  readonly namespace: string;
  readonly name: string;
}

function readyReplicas(object: KubeObject): number {
  const status = isJsonObject(object['status']) ? object['status'] : {};
  return typeof status['readyReplicas'] === 'number' ? status['readyReplicas'] : 0;
}

/** At least one ready pod is enough: an instance that is being updated, or that has more pods than can start, still serves. */
function whyNotReady(instance: KubeObject, deployment: Lookup<KubeObject>): string | undefined {
  if (deployment.state === 'unknown') return readyReplicas(instance) > 0 ? undefined : 'it says that no server pod is ready';
  if (deployment.state === 'absent' || controllerOf(deployment.object)?.uid !== instance.metadata.uid) return 'it has no Deployment yet';
  return readyReplicas(deployment.object) > 0 ? undefined : 'none of its server pods is ready';
}

/** How the server of an instance is asked. */
export async function adminServer(spec: MaiaInstanceSpec, instance: KubeObject, key: InstanceKey, world: World): Promise<AdminServer> {
  const { apiKeySecretRef, tlsSecretRef } = spec.security;
  const endpoint = instance.metadata.annotations?.[ENDPOINT_ANNOTATION];
  const shared = {
    instance: { namespace: key.namespace, name: key.name },
    ...(tlsSecretRef === undefined ? {} : { tlsSecret: tlsSecretRef.name }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(spec.tenancy.dedicatedStorage ? { dedicatedStorage: true as const } : {}),
  };
  if (apiKeySecretRef === undefined) return shared;
  const found = await world.secret({ namespace: key.namespace, name: apiKeySecretRef.name });
  const checksum = found.state === 'present' ? found.object.checksums[apiKeySecretRef.key] : undefined;
  const apiKey = { secret: apiKeySecretRef.name, key: apiKeySecretRef.key, ...(checksum === undefined ? {} : { checksum }) };
  return { ...shared, apiKey };
}

/** Looks at a tenant's instance and at its Deployment. */
export async function viewInstance(key: InstanceKey, world: World): Promise<InstanceView> {
  const found = await world.read({ type: maiaInstance, ...key });
  if (found.state !== 'present') return found;
  const { object: instance } = found;
  if (instance.metadata.deletionTimestamp !== undefined) return { state: 'terminating' };
  const parsed = maiaInstance.spec.safeParse(instance['spec'] ?? {});
  if (!parsed.success) {
    const tenancy = { enabled: false, dedicatedStorage: false };
    return { state: 'present', server: { instance: key }, notReady: 'its spec is not valid', tenancy };
  }
  const server = await adminServer(parsed.data, instance, key, world);
  const { enabled, dedicatedStorage } = parsed.data.tenancy;
  const present = { state: 'present' as const, server, tenancy: { enabled, dedicatedStorage } };
  if (server.endpoint !== undefined) return present;
  const notReady = whyNotReady(instance, await world.read({ type: DEPLOYMENT, ...key }));
  return notReady === undefined ? present : { ...present, notReady };
}
