import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { AnyReconciler, System } from '../../../registry.ts';
import type { Session } from '../session.ts';
import { childItem, type PlannedChild } from './child-item.ts';
import { forecastObject, type ChildForecast, type ForecastOptions, type ObjectForecast } from './forecast-object.ts';
import { isHonoured } from './honoured-finalizers.ts';
import type { FinalizerItem, Finding, ObjectItem } from './migration-plan.ts';

/** An object in the plan, what stands in its way, and what taking its children over needs to know. */
export interface ObjectPlanning {
  readonly item: ObjectItem;
  readonly findings: readonly Finding[];
  readonly children: readonly ChildForecast[];
}

function finalizersOf(system: System, { metadata }: KubeObject): readonly FinalizerItem[] {
  return (metadata.finalizers ?? []).map((name) => ({ name, honoured: isHonoured(system.id, name) }));
}

function whereOf(primary: KubeObject): string {
  const { namespace } = primary.metadata;
  return `${resourceName(primary)}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

/** What is planned for it is not all: more follows when a person has acted. What only takes time is no news. */
function blockedFinding(primary: KubeObject, forecast: ObjectForecast | undefined): readonly Finding[] {
  const { blocked } = forecast ?? {};
  if (blocked === undefined || blocked.kind === 'waits') return [];
  const message = `our operator does not get further than what is shown: ${blocked.message}`;
  return [{ weight: 'note', about: whereOf(primary), message, ...(blocked.fix !== undefined && { fix: blocked.fix }) }];
}

/** Of the system's own domain nobody else will remove it; others' have their own program. */
function finalizerFinding(system: System, primary: KubeObject, { name, honoured }: FinalizerItem): readonly Finding[] {
  if (honoured || !name.split('/')[0]?.endsWith(system.domain)) return [];
  const { namespace } = primary.metadata;
  const object = resourceName(primary);
  return [
    {
      weight: 'by hand',
      about: whereOf(primary),
      message: `nobody removes its finalizer ${name} once the operator before ours is gone: a delete would hang`,
      fix: `take it out of metadata.finalizers: kubectl edit ${object}${namespace === undefined ? '' : ` -n ${namespace}`}`,
    },
  ];
}

/** Plans one object: its finalizers, and what becomes of each child. Reads, and writes in dry runs only. */
export async function planObject(
  session: Session,
  system: System,
  reconciler: AnyReconciler,
  primary: KubeObject,
  options: ForecastOptions,
): Promise<ObjectPlanning> {
  const finalizers = finalizersOf(system, primary);
  // One that is going is left to whoever ends it.
  const isGoing = primary.metadata.deletionTimestamp !== undefined;
  const forecast = isGoing ? undefined : await forecastObject(session, reconciler, primary, options);
  const children = forecast?.children ?? [];
  const planned: PlannedChild[] = [];
  for (const child of children) planned.push(await childItem(session, child, primary, reconciler.kind, options.signal));
  const { namespace } = primary.metadata;
  return {
    item: {
      object: resourceName(primary),
      ...(namespace !== undefined && { namespace }),
      finalizers,
      children: planned.map(({ item }) => item),
    },
    findings: [
      ...finalizers.flatMap((finalizer) => finalizerFinding(system, primary, finalizer)),
      ...blockedFinding(primary, forecast),
      ...planned.flatMap(({ finding }) => finding ?? []),
    ],
    children,
  };
}
