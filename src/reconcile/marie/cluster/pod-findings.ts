import type { KubeObject } from '../../../kernel/kube-object.ts';
import { selectorLabels, type Role } from '../../../templates/marie/metadata.ts';

/** Pods of one role that do not come up. */
export interface PodTrouble {
  readonly pods: number;
  /** `CrashLoopBackOff`, `ImagePullBackOff`, `Unschedulable`, … of the first of them. */
  readonly reason: string;
  /** What the container runtime or the scheduler says; may be empty. */
  readonly message: string;
}

/** What is looked at of a pod's status. */
interface PodStatus {
  readonly podIP?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[];
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
}

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

/** Why containers wait that will not start by themselves within moments. */
const WAITS_IN_VAIN: ReadonlySet<string | undefined> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
]);

function statusOf(pod: KubeObject): PodStatus {
  return (pod['status'] as PodStatus | undefined) ?? {};
}

/** The pods of a role that are not going, by name. */
export function podsOf(all: readonly KubeObject[], cluster: string, role: Role): readonly KubeObject[] {
  const wanted = Object.entries(selectorLabels(cluster, role));
  return all.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined && wanted.every(([name, value]) => metadata.labels?.[name] === value),
  );
}

function isReady(pod: KubeObject): boolean {
  return statusOf(pod).conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

/** The first pod that is ready, with its address. */
export function readyPod(pods: readonly KubeObject[]): { readonly podName: string; readonly podIP?: string } | undefined {
  const pod = pods.find(isReady);
  if (pod === undefined) return undefined;
  const { podIP } = statusOf(pod);
  return { podName: pod.metadata.name, ...(podIP === undefined ? {} : { podIP }) };
}

/** Without the pod's name and uid, which a status must not repeat: they change with each pod. */
function withoutNames(message: string, { metadata }: KubeObject): string {
  return message
    .replaceAll(/ pod=\S+/g, '')
    .replaceAll(metadata.uid, '…')
    .replaceAll(metadata.name, 'the pod');
}

function troubleOfPod(pod: KubeObject): { readonly reason: string; readonly message: string } | undefined {
  const { conditions = [], containerStatuses = [], initContainerStatuses = [] } = statusOf(pod);
  for (const { lastState, ready, restartCount, state } of [...initContainerStatuses, ...containerStatuses]) {
    const reason = state?.waiting?.reason;
    if (reason !== undefined && WAITS_IN_VAIN.has(reason)) return { reason, message: withoutNames(state?.waiting?.message ?? '', pod) };
    const ended = lastState?.terminated ?? state?.terminated;
    // Between two crashes it runs for a moment and is in trouble all the same.
    if (!ready && restartCount > 0 && ended !== undefined) {
      return { reason: 'CrashLoopBackOff', message: `the container ended with code ${ended.exitCode}` };
    }
  }
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return undefined;
  // What the scheduler thinks of preemption helps nobody.
  return { reason: 'Unschedulable', message: (scheduled.message ?? '').split(/\.? (?:preemption|no new claims)/)[0] ?? '' };
}

/** What keeps pods of a role from running; undefined where nothing does. */
export function podTrouble(pods: readonly KubeObject[]): PodTrouble | undefined {
  const found = pods.flatMap((pod) => troubleOfPod(pod) ?? []);
  const [first] = found;
  return first === undefined ? undefined : { ...first, pods: found.length };
}
