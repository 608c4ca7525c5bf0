import type { MarieClusterSpec } from '../../../kinds/marie/cluster-spec.ts';
import type { ExecutorGroup } from '../../../kinds/marie/executor-group.ts';
import { mainContainer, objectsIn, templateAnnotations, templateParts } from '../../../templates/marie/main-container.ts';

/** Annotation of a group's template: an autoscaler of the user's sets the replicas. */
const MANAGED_BY = 'marie.ai/replicas-managed-by';
/** Annotations of a group's template in place of fields, for clusters with the upstream definition. */
const EXECUTOR_NAMES = 'marie.ai/executor-names';
const IDLE_TIMEOUT = 'marie.ai/idle-timeout-seconds';

/** How the size of a group is found. */
export interface ScaledGroup {
  readonly group: ExecutorGroup;
  readonly isSuspended: boolean;
  /** Somebody else sets its replicas. */
  readonly isExternal: boolean;
  /** Its size follows the work. */
  readonly isAutoscaled: boolean;
  readonly min: number;
  readonly max: number;
  readonly idleTimeoutMs: number;
  /** Marie's names of its executors, where they are known. */
  readonly executors: readonly string[] | undefined;
}

function idleSeconds(group: ExecutorGroup, annotations: Readonly<Record<string, string>>): number {
  const text = annotations[IDLE_TIMEOUT];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : group.idleTimeoutSeconds;
}

function executorNames(group: ExecutorGroup, annotations: Readonly<Record<string, string>>): readonly string[] | undefined {
  const named = group.executorNames ?? annotations[EXECUTOR_NAMES]?.split(',').map((name) => name.trim());
  const names = named?.filter((name) => name !== '') ?? [];
  return names.length === 0 ? undefined : names;
}

/** How the sizes of a cluster's groups are found. `replicas` is the first size of an autoscaled group, within its bounds. */
export function scaledGroups({ executorGroupSpecs, suspend }: MarieClusterSpec): readonly ScaledGroup[] {
  return executorGroupSpecs.map((group) => {
    const annotations = templateAnnotations(group.template);
    const isExternal = annotations[MANAGED_BY] === 'external';
    const min = group.minReplicas ?? Math.min(group.replicas, group.maxReplicas ?? group.replicas);
    const isSuspended = suspend === true || group.suspend === true;
    return {
      group,
      isSuspended,
      isExternal,
      isAutoscaled: !isExternal && !isSuspended && (group.minReplicas !== undefined || group.maxReplicas !== undefined),
      min,
      max: group.maxReplicas ?? Math.max(group.replicas, min),
      idleTimeoutMs: idleSeconds(group, annotations) * 1000,
      executors: executorNames(group, annotations),
    };
  });
}

function positive(text: unknown): number | undefined {
  return typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

/** Tasks that one executor pod does at a time: the gateway reads it from its own environment. */
export function slotsPerPod({ serverSpec }: MarieClusterSpec, executor: string | undefined): number {
  const env = objectsIn(mainContainer(templateParts(serverSpec.template))['env']);
  const read = (name: string): number | undefined => positive(env.find((entry) => entry['name'] === name)?.['value']);
  const own = executor === undefined ? undefined : read(`MARIE_SLOTS_${executor.toUpperCase().replaceAll('-', '_')}_PER_NODE`);
  return own ?? read('MARIE_SLOTS_PER_NODE') ?? 1;
}
