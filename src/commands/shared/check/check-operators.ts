import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import { formatAge } from '../../../output/age.ts';
import type { System } from '../../../registry.ts';
import { migratedReplicas } from '../migrate/migrated.ts';
import { findOperator } from '../operators/find-operator.ts';
import type { CheckContext } from './check-context.ts';
import { notOk, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';

async function checkOperator(context: CheckContext, system: System): Promise<CheckResult> {
  const { pre, runtime, session, signal } = context;
  const { operator, title, id } = system;
  const check = `operator ${id}`;
  const found = await session.during({ verb: 'list', type: DEPLOYMENT }, () =>
    findOperator(session.api, operator, { now: runtime.now(), signal }),
  );
  const ready = found.ready?.[0];
  const holder = found.holders?.[0];
  if (ready !== undefined) return ok(check, `${operator.deployment} is ready in namespace ${ready.metadata.namespace ?? ''}`);
  if (holder !== undefined) {
    return ok(
      check,
      `${holder.identity} reconciles ${title} (lease ${holder.namespace}/${holder.name}, renewed ${formatAge(holder.ageMs)} ago)`,
    );
  }
  const reconcile = `${runtime.entry.bin} reconcile --watch`;
  if (found.hidden !== undefined) {
    return notOk(
      'unknown',
      check,
      `whether ${title} is being reconciled cannot be said: you may not read ${found.hidden}`,
      `ask, or run it yourself: ${reconcile}`,
    );
  }
  if (pre) return ok(check, 'not installed yet');
  // One that a migration has stopped is meant to be down.
  const broken = found.deployments?.find((deployment) => migratedReplicas(deployment) === undefined);
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
