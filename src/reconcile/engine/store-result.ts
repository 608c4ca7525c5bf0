import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import { describeRef, type KubeObject, type Manifest, type ObjectKey } from '../../kernel/kube-object.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { Store } from './contract.ts';
import { StalePlanError } from './failures.ts';
import { ownerReferenceOf } from './intent.ts';

type SecretStore = Extract<Store, { readonly into: 'secret' }>;

/** What storing needs of the pass. */
export interface StoreContext {
  readonly api: KubeApi;
  readonly fieldManager: string;
  readonly primaryType: ResourceType;
  readonly primary: KubeObject;
  readonly signal: AbortSignal;
}

function encoded(data: SecretStore['data']): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(data).map(([key, bytes]) => [key, bytes === null ? null : Buffer.from(bytes).toString('base64')]),
  );
}

function holdsAlready(live: KubeObject, data: Readonly<Record<string, string | null>>): boolean {
  const stored = isJsonObject(live['data']) ? live['data'] : {};
  return Object.entries(data).every(([key, value]) => (value === null ? !(key in stored) : stored[key] === value));
}

function newSecret(context: StoreContext, store: SecretStore, data: Readonly<Record<string, string | null>>): Manifest {
  const annotations = Object.entries(store.annotations ?? {}).filter(([, value]) => value !== null);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...store.key,
      ...(store.labels === undefined ? {} : { labels: store.labels }),
      annotations: Object.fromEntries(annotations) as Record<string, string>,
      ...(store.finalizers === undefined ? {} : { finalizers: store.finalizers }),
      ownerReferences: [ownerReferenceOf(context.primaryType, context.primary)],
    },
    type: 'Opaque',
    data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null)),
  };
}

async function afterConflict(
  context: StoreContext,
  key: ObjectKey,
  data: Readonly<Record<string, string | null>>,
  cause: unknown,
): Promise<KubeObject> {
  // The conflict may be our own write whose answer was lost: then what we wanted is there.
  const live = await context.api.get(SECRET, key, { signal: context.signal });
  if (holdsAlready(live, data)) return live;
  throw new StalePlanError(describeRef({ type: SECRET, ...key }), cause);
}

/**
 * Stores values in single data keys of a Secret: a merge patch with the version that was read, or a create where the Secret is absent
 * (`resourceVersion` not given). Never server-side apply, which would claim keys of others. Returns the Secret as stored. Throws
 * StalePlanError where somebody else changed it meanwhile.
 */
export async function storeInSecret(context: StoreContext, store: SecretStore): Promise<KubeObject> {
  const { api, fieldManager, signal } = context;
  const data = encoded(store.data);
  try {
    if (store.resourceVersion === undefined) return await api.create(SECRET, newSecret(context, store, data), { fieldManager, signal });
    const metadata = {
      resourceVersion: store.resourceVersion,
      ...(store.labels === undefined ? {} : { labels: store.labels }),
      ...(store.annotations === undefined ? {} : { annotations: store.annotations }),
      ...(store.finalizers === undefined ? {} : { finalizers: store.finalizers }),
    };
    return await api.patch(SECRET, store.key, { type: 'merge', body: { metadata, data } }, { fieldManager, signal });
  } catch (error) {
    if (isApiError(error, 'Conflict', 'AlreadyExists')) return afterConflict(context, store.key, data, error);
    throw error;
  }
}
