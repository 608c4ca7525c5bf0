import { withoutPodNames } from '../../kernel/kept-pod.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { APP } from '../../templates/neurallog/metadata.ts';

/** Pods of one component that do not start, or that start and end again. */
export interface PodTrouble {
  readonly pods: number;
  /** Pods of the component, those that are going not counted. */
  readonly of: number;
  /** `CrashLoopBackOff`, `ImagePullBackOff`, … of the first of them. */
  readonly reason: string;
  /** What the container runtime, the scheduler or Redis itself says; may be empty. */
  readonly message: string;
  /** Since when the last of them is in trouble, Unix milliseconds. */
  readonly since: number;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode: number; readonly message?: string };
}

/** What is looked at of a container's status. */
interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

interface PodStatus {
  readonly conditions?: readonly PodCondition[];
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

function lastWords(message: string | undefined): string {
  return (message ?? '').trim().split('\n').slice(-3).join(' / ');
}

/** Why a container does not come up. Between two crashes it runs for a moment and is in trouble all the same. */
function containerTrouble({ ready, restartCount, state, lastState }: ContainerStatus): { reason: string; message: string } | undefined {
  const waiting = state?.waiting;
  const ended = lastState?.terminated ?? state?.terminated;
  if (waiting?.reason !== undefined && WAITS_IN_VAIN.has(waiting.reason)) {
    return { reason: waiting.reason, message: lastWords(ended?.message) || lastWords(waiting.message) };
  }
  if (ready || restartCount === 0 || ended === undefined) return undefined;
  return { reason: 'CrashLoopBackOff', message: lastWords(ended.message) || `the container ended with code ${ended.exitCode}` };
}

function troubleOf(pod: KubeObject, now: number): Pick<PodTrouble, 'reason' | 'message' | 'since'> | undefined {
  const { conditions = [], containerStatuses = [] } = (pod['status'] as PodStatus | undefined) ?? {};
  const changed = (type: string): number =>
    Date.parse(conditions.find((condition) => condition.type === type)?.lastTransitionTime ?? pod.metadata.creationTimestamp);
  const [first] = containerStatuses.flatMap((status) => containerTrouble(status) ?? []);
  if (first !== undefined) return { reason: first.reason, message: withoutPodNames(first.message, pod), since: changed('Ready') };
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable' || changed('PodScheduled') + PATIENCE_MS > now)
    return undefined;
  const words = (scheduled.message ?? '').split(/\.? (?:preemption|no new claims)/)[0] ?? '';
  return { reason: 'Unschedulable', message: words, since: changed('PodScheduled') };
}

/** What keeps pods of a component from running; undefined where nothing does. `now` is Unix milliseconds. */
export function podTrouble(all: readonly KubeObject[], component: keyof typeof APP, now: number): PodTrouble | undefined {
  const pods = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined && metadata.labels?.['app'] === APP[component]);
  const found = pods.flatMap((pod) => troubleOf(pod, now) ?? []);
  const [first] = found;
  if (first === undefined) return undefined;
  return { ...first, pods: found.length, of: pods.length, since: Math.max(...found.map(({ since }) => since)) };
}
