import { withoutPodNames } from '../../kernel/kept-pod.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';

/** Server pods that do not start, or that start and end again. */
export interface PodTrouble {
  /** `CrashLoopBackOff`, `ImagePullBackOff`, `Unschedulable`, … of the first of them. */
  readonly reason: string;
  /** How many, and what the container runtime or the scheduler says. */
  readonly message: string;
}

/** How the condition Progressing tells it. */
export function describeTrouble({ reason, message }: PodTrouble): string {
  return `${reason}: ${message}`;
}

/** What the pods tell. */
export interface PodFindings {
  readonly trouble?: PodTrouble;
  /** When a pod that has no node yet will count as one that gets none, Unix milliseconds. */
  readonly patienceEnds?: number;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode: number };
}

/** What is looked at of `status.containerStatuses[]`. */
interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
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

interface Found {
  readonly reason: string;
  readonly words: string;
}

/** Why containers wait that will not start by themselves within moments. One pull that failed and the pause before the next are one trouble. */
const WAITS_IN_VAIN: Readonly<Record<string, string>> = {
  CrashLoopBackOff: 'CrashLoopBackOff',
  ImagePullBackOff: 'ImagePullBackOff',
  ErrImagePull: 'ImagePullBackOff',
  InvalidImageName: 'InvalidImageName',
  CreateContainerConfigError: 'CreateContainerConfigError',
  CreateContainerError: 'CreateContainerError',
};

/** A pod is often unschedulable for a moment: its volume is being made. */
const PATIENCE_MS = 10_000;

/** Why a container does not come up. What is said of a crash is its end, for the pause after it grows each time. */
function containerTrouble({ ready, restartCount, state, lastState }: ContainerStatus): Found | undefined {
  const ended = lastState?.terminated ?? state?.terminated;
  const { message = '', reason = '' } = state?.waiting ?? {};
  const known = Object.hasOwn(WAITS_IN_VAIN, reason) ? WAITS_IN_VAIN[reason] : undefined;
  if (known !== undefined && (known !== 'CrashLoopBackOff' || ended === undefined)) return { reason: known, words: message };
  if (ready || restartCount === 0 || ended === undefined) return undefined;
  return { reason: 'CrashLoopBackOff', words: `the container ended with code ${ended.exitCode}` };
}

/** Reads the server pods of an instance. `now` is Unix milliseconds. */
export function podFindings(all: readonly KubeObject[], now: number): PodFindings {
  const pods = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const waiting: number[] = [];
  const found = pods.flatMap((pod): readonly Found[] => {
    const { conditions = [], containerStatuses = [] } = (pod['status'] as PodStatus | undefined) ?? {};
    const [first] = containerStatuses.flatMap((status) => containerTrouble(status) ?? []);
    if (first !== undefined) return [{ reason: first.reason, words: withoutPodNames(first.words, pod) }];
    const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
    if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return [];
    const patienceEnds = Date.parse(scheduled.lastTransitionTime ?? pod.metadata.creationTimestamp) + PATIENCE_MS;
    if (patienceEnds > now) waiting.push(patienceEnds);
    const [words = ''] = (scheduled.message ?? '').split(/\.? (?:preemption|no new claims|not found$)/);
    return patienceEnds > now ? [] : [{ reason: 'Unschedulable', words }];
  });
  const [first] = found;
  const what = `${found.length} of ${pods.length} server pods ${found.length === 1 ? 'does' : 'do'} not start`;
  return {
    ...(first === undefined ? {} : { trouble: { reason: first.reason, message: first.words === '' ? what : `${what}: ${first.words}` } }),
    ...(waiting.length === 0 ? {} : { patienceEnds: Math.min(...waiting) }),
  };
}
