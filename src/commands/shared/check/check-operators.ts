import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, LEASE } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { formatAge } from '../../../output/age.ts';
import { holderOf } from '../../../reconcile/engine/lease.ts';
import type { System } from '../../../registry.ts';
import type { CheckContext } from './check-context.ts';
import { notOk, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';

/** Everything of a name in the cluster; where that may not be listed, the one in the operator's own namespace; undefined where nothing may be read. */
async function named(context: CheckContext, type: ResourceType, name: string, home: string): Promise<readonly KubeObject[] | undefined> {
  const { session, signal } = context;
  return await session.during({ verb: 'list', type }, async () => {
    try {
      return (await session.api.list(type, { fieldSelector: `metadata.name=${name}`, signal })).items;
    } catch (error) {
      if (!isApiError(error, 'Forbidden')) throw error;
    }
    try {
      return [await session.api.get(type, { namespace: home, name }, { signal })];
    } catch (error) {
      if (isApiError(error, 'NotFound')) return [];
      if (isApiError(error, 'Forbidden')) return undefined;
      throw error;
    }
  });
}

function readyPods({ status }: KubeObject): number {
  return isJsonObject(status) && typeof status['readyReplicas'] === 'number' ? status['readyReplicas'] : 0;
}

async function checkOperator(context: CheckContext, system: System): Promise<CheckResult> {
  const { pre, runtime } = context;
  const { operator, title, id } = system;
  const check = `operator ${id}`;
  const [deployments, leases] = await Promise.all([
    named(context, DEPLOYMENT, operator.deployment, operator.namespace),
    named(context, LEASE, operator.leaseName, operator.namespace),
  ]);
  const now = runtime.now();
  // Elsewhere than in its own namespace a Deployment of that name may be anything.
  const isOperator = ({ metadata, spec }: KubeObject): boolean =>
    metadata.namespace === operator.namespace || JSON.stringify(spec ?? {}).includes(operator.image);
  const own = (deployments ?? []).filter(isOperator);
  const ready = own.find((deployment) => readyPods(deployment) > 0);
  const holder = (leases ?? []).map((lease) => holderOf(lease, now)).find((found) => found !== undefined);
  if (ready !== undefined) return ok(check, `${operator.deployment} is ready in namespace ${ready.metadata.namespace ?? ''}`);
  if (holder !== undefined) {
    return ok(
      check,
      `${holder.identity} reconciles ${title} (lease ${holder.namespace}/${holder.name}, renewed ${formatAge(holder.ageMs)} ago)`,
    );
  }
  const reconcile = `${runtime.entry.bin} reconcile --watch`;
  if (deployments === undefined || leases === undefined) {
    const what = deployments === undefined ? 'deployments' : 'leases';
    return notOk(
      'unknown',
      check,
      `whether ${title} is being reconciled cannot be said: you may not read ${what}`,
      `ask, or run it yourself: ${reconcile}`,
    );
  }
  if (pre) return ok(check, 'not installed yet');
  const [broken] = own;
  if (broken === undefined)
    return notOk('warning', check, `nothing reconciles ${title}: changes are stored and nothing acts on them`, reconcile);
  const { name, namespace = '' } = broken.metadata;
  return notOk(
    'failed',
    check,
    `${name} in namespace ${namespace} has no ready pod`,
    `kubectl describe deployment ${name} -n ${namespace}`,
  );
}

/** Whether something acts on what is stored, per system. */
export async function checkOperators(context: CheckContext): Promise<readonly CheckResult[]> {
  return await Promise.all(context.systems.map((system) => checkOperator(context, system)));
}
