import type { V1ContainerStatus } from '@kubernetes/client-node';
import { withoutPodNames } from '../../kernel/kept-pod.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';

/** Pods that are kept from starting, or that start and end again. */
export interface PodTrouble {
  readonly kind: 'CrashLoop' | 'ImagePull';
  readonly message: string;
  /** Since when, Unix milliseconds. */
  readonly since: number;
}

interface PodStatus {
  readonly conditions?: readonly { readonly type: string; readonly lastTransitionTime?: string | null }[];
  readonly containerStatuses?: readonly V1ContainerStatus[];
  readonly initContainerStatuses?: readonly V1ContainerStatus[];
}

const IMAGE_REASONS: ReadonlySet<string> = new Set(['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName', 'ErrImageNeverPull']);
const START_REASONS: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

type Found = Pick<PodTrouble, 'kind' | 'message'>;

function containerTrouble({ image, lastState, name, ready, restartCount, state }: V1ContainerStatus): Found | undefined {
  const { message = '', reason = '' } = state?.waiting ?? {};
  const words = message === '' ? '' : `: ${message}`;
  if (IMAGE_REASONS.has(reason)) return { kind: 'ImagePull', message: `container ${name}: ${reason} of ${image}${words}` };
  const ended = lastState?.terminated ?? state?.terminated;
  // Between two crashes it runs for a moment and is in trouble all the same.
  if (ended !== undefined && ended.exitCode !== 0 && !ready && restartCount > 0) {
    const why = ended.message === undefined || ended.message === '' ? '' : `: ${ended.message.trim().split('\n').at(-1) ?? ''}`;
    return { kind: 'CrashLoop', message: `container ${name} ends with code ${ended.exitCode}${why}` };
  }
  return START_REASONS.has(reason) ? { kind: 'CrashLoop', message: `container ${name}: ${reason}${words}` } : undefined;
}

/** The first pod in trouble by name, with the time since when it is not ready; undefined where all run or still may. */
export function podTrouble(pods: readonly KubeObject[]): PodTrouble | undefined {
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const status = (pod['status'] as PodStatus | undefined) ?? {};
    const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
    const found = containers.map(containerTrouble).find((trouble) => trouble !== undefined);
    if (found === undefined) continue;
    const since = status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? pod.metadata.creationTimestamp;
    return { ...found, message: withoutPodNames(found.message, pod).slice(0, 2000), since: Date.parse(since) };
  }
  return undefined;
}
