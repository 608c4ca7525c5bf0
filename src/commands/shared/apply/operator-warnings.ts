import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import { DEPLOYMENT, LEASE } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { formatAge } from '../../../output/age.ts';
import { holderOf, SCOPE_ANNOTATION } from '../../../reconcile/engine/lease.ts';
import type { OperatorFacts } from '../../../reconcile/engine/lease-guard.ts';
import { SYSTEMS } from '../../../registry.ts';
import type { Session } from '../session.ts';

/** An object that was written: whose system is to act on it, and where it is. */
export interface Written {
  readonly system: string;
  readonly namespace: string | undefined;
}

export interface OperatorWarningOptions {
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Everything of that name; where the cluster may not be listed, the one in `fallback`; undefined where nothing may be read. */
async function named(
  api: KubeApi,
  type: ResourceType,
  name: string,
  fallback: string,
  signal: AbortSignal,
): Promise<readonly KubeObject[] | undefined> {
  try {
    return (await api.list(type, { fieldSelector: `metadata.name=${name}`, signal })).items;
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
  }
  try {
    return [await api.get(type, { namespace: fallback, name }, { signal })];
  } catch (error) {
    if (isApiError(error, 'NotFound')) return [];
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

function isReady(deployment: KubeObject, operator: OperatorFacts): boolean {
  const { status, spec } = deployment;
  const ready = isJsonObject(status) && Number(status['readyReplicas'] ?? 0) > 0;
  // Elsewhere than in its own namespace a Deployment of that name may be anything.
  return ready && (deployment.metadata.namespace === operator.namespace || JSON.stringify(spec ?? {}).includes(operator.image));
}

function covers(scope: string, namespace: string | undefined): boolean {
  return scope === '*' || namespace === undefined || scope.split(',').includes(namespace);
}

function idleSince(leases: readonly KubeObject[], now: number): string | undefined {
  const renewed = leases
    .map((lease) => Date.parse(isJsonObject(lease['spec']) ? String(lease['spec']['renewTime']) : ''))
    .filter((time) => !Number.isNaN(time));
  return renewed.length === 0 ? undefined : formatAge(Math.max(0, now - Math.max(...renewed)));
}

async function warningFor(
  session: Session,
  operator: OperatorFacts,
  namespaces: readonly (string | undefined)[],
  options: OperatorWarningOptions,
): Promise<string | undefined> {
  const { signal, now } = options;
  const { api } = session;
  const [deployments, leases] = await Promise.all([
    named(api, DEPLOYMENT, operator.deployment, operator.namespace, signal),
    named(api, LEASE, operator.leaseName, operator.namespace, signal),
  ]);
  // Who may not look cannot know.
  if (deployments === undefined || leases === undefined) return undefined;
  const scopes = [
    ...deployments
      .filter((deployment) => isReady(deployment, operator))
      .map(({ metadata }) => metadata.annotations?.[SCOPE_ANNOTATION] ?? '*'),
    ...leases.flatMap((lease) => holderOf(lease, now)?.scope ?? []),
  ];
  if (namespaces.every((namespace) => scopes.some((scope) => covers(scope, namespace)))) return undefined;
  const idle = idleSince(leases, now);
  const lease = idle === undefined ? `there is no lease ${operator.leaseName}` : `lease ${operator.leaseName} idle ${idle}`;
  return `no ready ${operator.deployment} found (${lease}): the change is stored but nothing will act on it`;
}

/**
 * A warning for each system whose operator runs nowhere (no ready Deployment of its name, no live lease that covers the namespaces), so that
 * nothing will act on what was written. Looking must never fail a write that went well: on any error there is no warning.
 */
export async function operatorWarnings(
  session: Session,
  written: readonly Written[],
  options: OperatorWarningOptions,
): Promise<readonly string[]> {
  const found = await Promise.all(
    SYSTEMS.map(async ({ id, operator }) => {
      const own = written.filter(({ system }) => system === id);
      if (own.length === 0) return undefined;
      const namespaces = [...new Set(own.map(({ namespace }) => namespace))];
      try {
        return await warningFor(session, operator, namespaces, options);
      } catch (error) {
        if (options.signal.aborted || !isApiError(error)) throw error;
        return undefined;
      }
    }),
  );
  return found.filter((warning) => warning !== undefined);
}
