import { withoutPodNames } from '../../kernel/kept-pod.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { WorkloadKind } from '../../templates/abi/instance-values.ts';
import { WORKLOAD_LABEL } from '../../templates/abi/metadata.ts';

/** Pods that are kept from starting, or that start and end again. */
export interface PodTrouble {
  readonly pods: number;
  /** `CrashLoopBackOff`, `ImagePullBackOff`, … of the first of them. */
  readonly reason: string;
  readonly message: string;
  /** Since when the last of them is in trouble, Unix milliseconds. */
  readonly since: number;
}

/** Pods that no node takes. */
export interface PodsWithoutPlace {
  readonly pods: number;
  /** What the scheduler says. */
  readonly message: string;
}

/** What the pods of one workload tell. */
export interface PodFindings {
  /** Those that are not going. */
  readonly pods: number;
  readonly trouble?: PodTrouble;
  readonly withoutPlace?: PodsWithoutPlace;
  /** When a pod that has no place yet will count as one that gets none, Unix milliseconds. */
  readonly patienceEnds?: number;
}

/** What is looked at of `status.containerStatuses[]`. */
interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode: number };
}

/** What is looked at of a pod's status. */
interface PodStatus {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
    readonly lastTransitionTime?: string;
  }[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

/** Why containers wait that will not start by themselves within moments. */
const WAITS_IN_VAIN: ReadonlySet<string | undefined> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
]);

/** A pod is often unschedulable for a moment: its volume is being made. */
const PATIENCE_MS = 10_000;

function statusOf(pod: KubeObject): PodStatus {
  return (pod['status'] as PodStatus | undefined) ?? {};
}

function timeOf(pod: KubeObject, type: string): number {
  const changed = statusOf(pod).conditions?.find((condition) => condition.type === type)?.lastTransitionTime;
  return Date.parse(changed ?? pod.metadata.creationTimestamp);
}

/** Why a container does not come up; undefined where it runs or still may. Between two crashes it runs for a moment and is in trouble all the same. */
function containerTrouble({ ready, restartCount, state, lastState }: ContainerStatus): { reason: string; message: string } | undefined {
  const waiting = state?.waiting;
  if (waiting?.reason !== undefined && WAITS_IN_VAIN.has(waiting.reason)) return { reason: waiting.reason, message: waiting.message ?? '' };
  const ended = lastState?.terminated ?? state?.terminated;
  if (ready || restartCount === 0 || ended === undefined) return undefined;
  return { reason: 'CrashLoopBackOff', message: `the container ended with code ${ended.exitCode}` };
}

function troubleOf(pods: readonly KubeObject[]): PodTrouble | undefined {
  const found = pods.flatMap((pod) => {
    const [first] = (statusOf(pod).containerStatuses ?? []).flatMap((status) => containerTrouble(status) ?? []);
    return first === undefined ? [] : [{ ...first, message: withoutPodNames(first.message, pod), since: timeOf(pod, 'Ready') }];
  });
  const [first] = found;
  return first === undefined ? undefined : { ...first, pods: found.length, since: Math.max(...found.map(({ since }) => since)) };
}

/** What the scheduler says, without its thoughts on preemption. */
function schedulerWords(message: string): string {
  return message.split(/\.? (?:preemption|no new claims)/)[0] ?? message;
}

/** Reads the pods of one workload of an instance. `now` is Unix milliseconds. */
export function podFindings(all: readonly KubeObject[], workload: WorkloadKind, now: number): PodFindings {
  const pods = all.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined && metadata.labels?.[WORKLOAD_LABEL] === workload.toLowerCase(),
  );
  const unplaced = pods.flatMap((pod) => {
    const scheduled = statusOf(pod).conditions?.find(({ type }) => type === 'PodScheduled');
    if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return [];
    return [{ message: schedulerWords(scheduled.message ?? ''), patienceEnds: timeOf(pod, 'PodScheduled') + PATIENCE_MS }];
  });
  const withoutPlace = unplaced.filter(({ patienceEnds }) => patienceEnds <= now);
  const waiting = unplaced.map(({ patienceEnds }) => patienceEnds).filter((end) => end > now);
  const trouble = troubleOf(pods);
  return {
    pods: pods.length,
    ...(trouble === undefined ? {} : { trouble }),
    ...(withoutPlace[0] === undefined ? {} : { withoutPlace: { pods: withoutPlace.length, message: withoutPlace[0].message } }),
    ...(waiting.length === 0 ? {} : { patienceEnds: Math.min(...waiting) }),
  };
}
