import type { ClusterTarget } from './cluster-target.ts';
import { configurationError } from './configuration-error.ts';
import type { HostEnvironment } from './host-environment.ts';
import { inClusterTarget, isInCluster } from './in-cluster.ts';
import { readCluster, readContext, readUser } from './kubeconfig-file.ts';
import { loadKubeconfig } from './kubeconfig-load.ts';
import type { LoadedKubeconfig } from './kubeconfig-load.ts';
import type { KubeconfigOverrides } from './kubeconfig-overrides.ts';
import { targetOf } from './kubeconfig-target.ts';
import type { ClusterEntry, ContextEntry, UserEntry } from './kubeconfig-schema.ts';

/**
 * Finds the API server to talk to: the kubeconfig's context with the overrides applied; without any kubeconfig the service
 * account of the pod we run in. There is no default server: with neither, an ApiError `Configuration` says what was tried.
 */
export async function resolveTarget(flags: KubeconfigOverrides, environment: HostEnvironment): Promise<ClusterTarget> {
  const overrides = withoutEmpty(flags);
  const loaded = await loadKubeconfig(overrides.kubeconfig, environment);
  const empty = loaded.clusters.size === 0 && loaded.contexts.size === 0;
  const named = overrides.context ?? overrides.cluster ?? overrides.user ?? overrides.server;
  if (empty && named === undefined) {
    if (isInCluster(environment)) return inClusterTarget(overrides, environment);
    throw configurationError(`no kubeconfig and not in a cluster: tried ${tried(loaded)}; name one with --kubeconfig or KUBECONFIG`);
  }
  const { name, context } = chooseContext(loaded, overrides);
  const clusterName = overrides.cluster ?? context?.cluster ?? undefined;
  const userName = overrides.user ?? context?.user ?? undefined;
  return targetOf({
    overrides,
    context,
    cluster: chooseCluster(loaded, overrides, name, clusterName),
    user: chooseUser(loaded, overrides, name, userName),
    names: { context: name, cluster: clusterName, user: userName },
    source: tried(loaded),
  });
}

/** An empty flag (`--context=""` in a script) says nothing, as with kubectl. */
function withoutEmpty(flags: KubeconfigOverrides): KubeconfigOverrides {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== '' && value !== undefined));
}

function chooseContext(
  loaded: LoadedKubeconfig,
  overrides: KubeconfigOverrides,
): { readonly name: string | undefined; readonly context: ContextEntry | undefined } {
  const name = overrides.context ?? loaded.currentContext;
  if (name === undefined) {
    if (overrides.cluster !== undefined || overrides.server !== undefined) return { name: undefined, context: undefined };
    const contexts = [...loaded.contexts.keys()];
    const hint = contexts.length === 0 ? 'it has no contexts' : `choose one with --context: ${contexts.join(', ')}`;
    throw configurationError(`kubeconfig ${tried(loaded)}: current-context is not set; ${hint}`);
  }
  const entry = loaded.contexts.get(name);
  if (entry === undefined) {
    throw configurationError(`context "${name}" does not exist in kubeconfig ${tried(loaded)}${known([...loaded.contexts.keys()])}`);
  }
  return { name, context: readContext(name, entry) };
}

function chooseCluster(
  loaded: LoadedKubeconfig,
  overrides: KubeconfigOverrides,
  context: string | undefined,
  name: string | undefined,
): ClusterEntry | undefined {
  const entry = name === undefined ? undefined : loaded.clusters.get(name);
  if (name !== undefined && entry !== undefined) return readCluster(name, entry);
  if (overrides.cluster === undefined && overrides.server !== undefined) return undefined;
  if (name === undefined || name === '') throw configurationError(`context "${context}" in kubeconfig ${tried(loaded)} names no cluster`);
  throw configurationError(`cluster "${name}" does not exist in kubeconfig ${tried(loaded)}${known([...loaded.clusters.keys()])}`);
}

function chooseUser(
  loaded: LoadedKubeconfig,
  overrides: KubeconfigOverrides,
  context: string | undefined,
  name: string | undefined,
): UserEntry | undefined {
  if (name === undefined || name === '') return undefined;
  const entry = loaded.users.get(name);
  if (entry !== undefined) return readUser(name, entry);
  const of = overrides.user === undefined ? ` of context "${context}"` : '';
  throw configurationError(`user "${name}"${of} does not exist in kubeconfig ${tried(loaded)}${known([...loaded.users.keys()])}`);
}

function known(names: readonly string[]): string {
  return names.length === 0 ? '' : `; it has: ${names.join(', ')}`;
}

function tried(loaded: LoadedKubeconfig): string {
  return [...loaded.files, ...loaded.missing.map((path) => `${path} (not there)`)].join(', ');
}
