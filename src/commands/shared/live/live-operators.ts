import type { KubeApi } from '../../../cluster/kube-api.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { System } from '../../../registry.ts';
import type { LiveOperator } from '../../../ui/live-source.ts';
import { findOperator, type FoundOperator } from '../operators/find-operator.ts';
import { oneLine } from './one-line.ts';

export interface LiveOperatorsOptions {
  readonly api: KubeApi;
  readonly systems: readonly System[];
  readonly now: () => number;
  /** Name of this machine, with which the loops of this program begin their identity in a lease (`<hostname>_<pid>_…`). */
  readonly hostname: string;
}

function pods({ metadata, status, spec }: KubeObject): string {
  const ready = isJsonObject(status) ? Number(status['readyReplicas'] ?? 0) : 0;
  const wanted = isJsonObject(spec) ? Number(spec['replicas'] ?? 1) : 1;
  return `${metadata.namespace ?? metadata.name} ${String(ready)}/${String(wanted)}`;
}

function isOf(identity: string, hostname: string): boolean {
  return identity.startsWith(`${hostname}_`) && /^\d+_/.test(identity.slice(hostname.length + 1));
}

/** Who works on the objects of a system, from what was found. */
export function operatorRow(
  { id, title }: Pick<System, 'id' | 'title'>,
  found: Partial<FoundOperator> & { readonly hidden?: string },
  hostname: string,
): LiveOperator {
  const { deployments = [], ready = [], holders = [], hidden } = found;
  const about = { system: id, title };
  const mine = holders.find(({ identity }) => isOf(identity, hostname));
  if (mine !== undefined) return { ...about, runs: 'here', label: 'local (you)', lease: 'held by you' };
  const lease = oneLine(holders[0]?.identity ?? '');
  const [deployment] = ready.length > 0 ? ready : deployments;
  if (ready.length > 0 && deployment !== undefined) return { ...about, runs: 'in-cluster', label: pods(deployment), lease };
  if (holders.length > 0) return { ...about, runs: 'elsewhere', label: lease, lease };
  if (deployment !== undefined) return { ...about, runs: 'nobody', label: pods(deployment), lease };
  if (hidden !== undefined) return { ...about, runs: 'unknown', label: `may not read ${hidden}`, lease };
  return { ...about, runs: 'nobody', label: 'none', lease };
}

/** Looks at leases and Deployments by name, never at all of them. Rejects with the ApiError of a call that failed. */
export async function liveOperators(options: LiveOperatorsOptions, signal: AbortSignal): Promise<readonly LiveOperator[]> {
  const { api, systems, now, hostname } = options;
  return await Promise.all(
    systems.map(async (system) => operatorRow(system, await findOperator(api, system.operator, { now: now(), signal }), hostname)),
  );
}
