import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { createSemaphore } from '../../../reconcile/engine/semaphore.ts';
import type { AnyReconciler, System } from '../../../registry.ts';
import { listAll } from '../apply/list-all.ts';
import type { CrdFile } from '../crd-files.ts';
import type { Session } from '../session.ts';
import type { DefinitionItem, Finding, ObjectItem, SystemPlan } from './migration-plan.ts';
import { planDefinition } from './plan-definitions.ts';
import { planObject, type ObjectPlanning } from './plan-object.ts';
import { formerManagers, type ChildForecast } from './forecast-object.ts';
import { planOperators } from './plan-operators.ts';

/** So many objects are planned side by side: each asks the server about every child. */
const AT_ONCE = 8;

export interface PlanSystemOptions {
  readonly files: readonly CrdFile[];
  /** Absent: all. */
  readonly namespace: string | undefined;
  /** Unix milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** A plan with what carrying it out needs to know. */
export interface SystemPlanning {
  readonly plan: SystemPlan;
  readonly toStop: readonly KubeObject[];
  readonly children: readonly ChildForecast[];
}

/** All objects of a kind; none where the cluster does not know it. */
export async function primariesOf(
  session: Session,
  { kind }: AnyReconciler,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  if (!(await session.during({ verb: 'get' }, () => session.discovery.serves(kind, { signal })))) return [];
  try {
    return await listAll(session, kind, { namespace: kind.scope === 'Namespaced' ? namespace : undefined, signal });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return [];
    throw error;
  }
}

/** Plans one system: who runs, whose definitions, what becomes of each object's children. Reads, and writes in dry runs only. */
export async function planSystem(session: Session, system: System, options: PlanSystemOptions): Promise<SystemPlanning> {
  const { files, namespace, now, signal } = options;
  const former = formerManagers(system);
  const operators = await planOperators(session, system, { namespace, now, signal });
  const findings: Finding[] = [...operators.findings];
  const definitions: DefinitionItem[] = [];
  const objects: ObjectItem[] = [];
  const children: ChildForecast[] = [];
  const slots = createSemaphore(AT_ONCE);
  for (const reconciler of await system.load(session.outside())) {
    const { kind } = reconciler;
    const file = files.find(({ manifest }) => manifest.metadata.name === resourceNameOf(kind));
    if (file !== undefined) {
      const definition = await planDefinition(session, file, kind, { namespace, signal });
      definitions.push(definition.item);
      findings.push(...definition.findings);
    }
    const primaries = await primariesOf(session, reconciler, namespace, signal);
    const one = async (primary: KubeObject): Promise<ObjectPlanning> =>
      slots.run(() => planObject(session, system, reconciler, primary, { former, now, signal }));
    for (const planned of await Promise.all(primaries.map(one))) {
      objects.push(planned.item);
      findings.push(...planned.findings);
      children.push(...planned.children);
    }
  }
  const plan: SystemPlan = { system: system.id, operators: operators.items, leases: operators.leases, definitions, objects, findings };
  return { plan, toStop: operators.toStop, children };
}
