import { isApiError } from '../../../../cluster/api-error.ts';
import { DEPLOYMENT, NAMESPACE, NETWORK_POLICY, POD, STATEFUL_SET } from '../../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../../kernel/resource-type.ts';
import { TENANT_LABEL } from '../../../../templates/neurallog/metadata.ts';
import { listPages } from '../../../shared/get/list-pages.ts';
import type { Session } from '../../../shared/session.ts';
import { networkView } from './network-view.ts';
import type { NetworkView } from './network-view.ts';

const RUNNING: readonly ResourceType[] = [POD, DEPLOYMENT, STATEFUL_SET];

async function list(
  session: Session,
  type: ResourceType,
  where: { readonly namespace?: string; readonly labelSelector?: string },
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const { namespace } = where;
  const pages = await session.during({ verb: 'list', type, namespace }, () =>
    listPages((options) => session.api.list(type, options), { ...where, signal }),
  );
  return pages.flatMap(({ items }) => items);
}

async function namespaceNamed(session: Session, name: string, signal: AbortSignal): Promise<readonly KubeObject[]> {
  return await session.during({ verb: 'get', type: NAMESPACE, name }, async () => {
    try {
      return [await session.api.get(NAMESPACE, { name }, { signal })];
    } catch (error) {
      if (isApiError(error, 'NotFound')) return [];
      throw error;
    }
  });
}

/** A namespace with all that a simulation asks about; nothing where there is no such namespace. */
async function insideOf(session: Session, name: string, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const found = await namespaceNamed(session, name, signal);
  if (found.length === 0) return [];
  const inside = await Promise.all([NETWORK_POLICY, ...RUNNING].map((type) => list(session, type, { namespace: name }, signal)));
  return [...found, ...inside.flat()];
}

async function insideAll(session: Session, names: readonly string[], signal: AbortSignal): Promise<readonly KubeObject[]> {
  return (await Promise.all([...new Set(names)].map((name) => insideOf(session, name, signal)))).flat();
}

/** What some namespaces of the cluster say: those that there are not are left out. */
export async function readNamespaces(session: Session, names: readonly string[], signal: AbortSignal): Promise<NetworkView> {
  return networkView(await insideAll(session, names, signal), session.namespace);
}

/** What the namespaces of all tenants say, and some others beside them. Pods that no tenant's workload made are left out. */
export async function readTenants(session: Session, others: readonly string[], signal: AbortSignal): Promise<NetworkView> {
  const [beside, namespaces, policies, ...running] = await Promise.all([
    insideAll(session, others, signal),
    list(session, NAMESPACE, { labelSelector: TENANT_LABEL }, signal),
    list(session, NETWORK_POLICY, {}, signal),
    ...RUNNING.map((type) => list(session, type, { labelSelector: TENANT_LABEL }, signal)),
  ]);
  const known = new Set(namespaces.map(({ metadata }) => metadata.name));
  const inside = [...policies, ...running.flat()].filter(({ metadata }) => known.has(metadata.namespace ?? ''));
  const objects = new Map([...namespaces, ...inside, ...beside].map((object) => [object.metadata.uid, object]));
  return networkView([...objects.values()], session.namespace);
}
