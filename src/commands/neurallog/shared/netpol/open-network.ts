import { kindNotServed } from '../../../shared/describe-api-error.ts';
import type { GlobalFlags } from '../../../shared/flags.ts';
import { namesManifests, readManifestsGiven } from '../../../shared/read-manifests-given.ts';
import type { ManifestFlags } from '../../../shared/read-manifests-given.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import { openSession, type Session } from '../../../shared/session.ts';
import { neurallogTenantKind } from '../tenant-words.ts';
import { tenantsOf, type NetworkView } from './network-view.ts';
import { readNamespaces, readTenants } from './read-network.ts';
import { renderNetwork } from './render-network.ts';

/** Which part of the cluster is looked at: some namespaces, or those of all tenants and some others. */
export interface NetworkScope {
  readonly namespaces: readonly string[];
  readonly allTenants: boolean;
}

async function requireTenants(session: Session, bin: string, signal: AbortSignal): Promise<void> {
  const kind = neurallogTenantKind();
  if (await session.during({ verb: 'get' }, () => session.discovery.serves(kind, { signal }))) return;
  throw kindNotServed(kind, bin, await session.discovery.versionsOf(kind.group, kind.kind));
}

/** What the manifests of `-f` and `-k` say, or else the cluster. `command` is for messages. */
export async function openNetwork(
  flags: GlobalFlags & ManifestFlags,
  runtime: Runtime,
  command: string,
  { namespaces, allTenants }: NetworkScope,
): Promise<NetworkView> {
  if (namesManifests(flags)) {
    const documents = await readManifestsGiven(flags, runtime, command);
    return await renderNetwork(documents, flags.namespace ?? 'default', runtime.now());
  }
  const { entry, signal } = runtime;
  const session = await openSession(flags, runtime);
  try {
    if (!allTenants) return await readNamespaces(session, namespaces, signal);
    const view = await readTenants(session, namespaces, signal);
    // No tenants is an answer only where there could be some.
    if (tenantsOf(view).length === 0) await requireTenants(session, entry.bin, signal);
    return view;
  } finally {
    session.close();
  }
}
