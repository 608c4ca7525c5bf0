import { isApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { SystemId } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { formatAge } from '../../../output/age.ts';
import { SCOPE_ANNOTATION } from '../../../reconcile/engine/lease.ts';
import { parseScope } from '../../../kernel/shard.ts';
import type { OperatorFacts } from '../../../reconcile/engine/lease-guard.ts';
import { SYSTEMS } from '../../../registry.ts';
import { findOperator } from '../operators/find-operator.ts';
import type { Runtime } from '../runtime.ts';
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

/** Which shard it is does not count: a shard without a loop is for `doctor` to find. */
function covers(scope: string, namespace: string | undefined): boolean {
  return namespace === undefined || (parseScope(scope).namespaces?.includes(namespace) ?? true);
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
  const { now } = options;
  const { ready, holders, leases } = await findOperator(session.api, operator, options);
  // Who may not look cannot know.
  if (ready === undefined || holders === undefined) return undefined;
  const scopes = [...ready.map(({ metadata }) => metadata.annotations?.[SCOPE_ANNOTATION] ?? '*'), ...holders.map(({ scope }) => scope)];
  if (namespaces.every((namespace) => scopes.some((scope) => covers(scope, namespace)))) return undefined;
  const idle = idleSince(leases ?? [], now);
  const lease = idle === undefined ? `there is no lease ${operator.leaseName}` : `lease ${operator.leaseName} idle ${idle}`;
  return `no ready ${operator.deployment} found (${lease}): the change is stored but nothing will act on it`;
}

/** Says on stderr what {@link operatorWarnings} finds about objects that were written. */
export async function tellOperators(
  session: Session,
  objects: readonly KubeObject[],
  system: SystemId,
  { now, signal, stderr }: Pick<Runtime, 'now' | 'signal' | 'stderr'>,
): Promise<void> {
  const written = objects.map(({ metadata: { namespace } }) => ({ system, namespace }));
  for (const warning of await operatorWarnings(session, written, { now: now(), signal })) stderr(`warning: ${warning}\n`);
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
