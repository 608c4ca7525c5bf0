import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { apiVersionOf, resourceNameOf } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { AnyReconciler } from '../../../registry.ts';
import { compareChildren } from '../diff/compare-children.ts';
import type { Comparison } from '../diff/comparison.ts';
import { shownObject } from '../diff/comparison.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { atPath } from '../change/at-path.ts';
import type { Session } from '../session.ts';

/** Which pods a change of a workload replaces. */
export interface PlannedRestart {
  readonly pods: number;
  /** `Recreate`, `RollingUpdate`, `OnDelete`. */
  readonly strategy: string;
  /** Whether nothing runs between the old pods and the new ones. */
  readonly downtime: boolean;
}

/** One child that the operator would touch. */
export interface PlannedChild {
  /** `deployment.apps/maia`. */
  readonly object: string;
  readonly change: 'created' | 'changed' | 'deleted';
  /** Absent where no pod is replaced. */
  readonly restarts?: PlannedRestart;
}

export interface PlanOptions {
  readonly reconcilers: readonly AnyReconciler[];
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told what the plan cannot show. */
  readonly note: (text: string) => void;
}

const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function restartsOf({ type, live, desired }: Comparison): PlannedRestart | undefined {
  if (type.group !== 'apps' || !WORKLOADS.has(type.kind) || live === undefined || desired === undefined) return undefined;
  const template = ['spec', 'template'];
  if (isDeepStrictEqual(atPath(live, template), atPath(desired, template))) return undefined;
  const pods = count(atPath(live, ['status', 'replicas'])) ?? count(atPath(live, ['spec', 'replicas'])) ?? 0;
  if (pods === 0) return undefined;
  const told = atPath(desired, ['spec', 'strategy', 'type']) ?? atPath(desired, ['spec', 'updateStrategy', 'type']);
  const strategy = typeof told === 'string' ? told : 'RollingUpdate';
  // A StatefulSet stops each pod before it starts the next one in its place: with one, nothing runs meanwhile.
  const downtime = strategy === 'Recreate' || (type.kind === 'StatefulSet' && strategy === 'RollingUpdate' && pods === 1);
  return { pods, strategy, downtime };
}

function changeOf({ live, desired }: Comparison): PlannedChild['change'] | undefined {
  if (live === undefined) return 'created';
  if (desired === undefined) return 'deleted';
  return isDeepStrictEqual(shownObject(live, false), shownObject(desired, false)) ? undefined : 'changed';
}

function plannedChild(comparison: Comparison): readonly PlannedChild[] {
  const change = changeOf(comparison);
  if (change === undefined) return [];
  const { type, name } = comparison;
  const restarts = restartsOf(comparison);
  const object = resourceName({ apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name } });
  return [{ object, change, ...(restarts !== undefined && { restarts }) }];
}

/**
 * What the operator would do once an object is as desired: its planner over the live cluster, and a dry run of each child. Stores nothing.
 * `change` says in an error what cannot be planned: `the upgrade`.
 */
export async function plannedChildren(
  session: Session,
  kind: KindIdentity,
  { live, desired, change }: { readonly live: KubeObject; readonly desired: KubeObject; readonly change: string },
  options: PlanOptions,
): Promise<readonly PlannedChild[]> {
  const { name, namespace } = live.metadata;
  const primary: Comparison = { type: kind, name, ...(namespace !== undefined && { namespace }), live, desired };
  const manager = `${kind.system}-operator`;
  const compare = { ...options, fieldManager: () => manager, force: true, onlyNamespace: undefined };
  const { compared, plannable } = await compareChildren(session, [primary], options.reconcilers, compare);
  if (plannable === 0) {
    throw new CliError({
      exit: EXIT.general,
      message: `cannot plan ${change} of ${resourceName(live)}`,
      why: `this program has no planner for ${resourceNameOf(kind)}`,
      fix: 'leave --plan out, or look at the manifest with --dry-run=server -o yaml',
    });
  }
  return compared.flatMap(plannedChild);
}
