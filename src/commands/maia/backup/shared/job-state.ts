import { isJsonObject } from '../../../../kernel/json.ts';
import type { JsonObject } from '../../../../kernel/json.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';

/** How a Job stands: not ended, or how it ended and why (the words of its condition). */
export type JobState = { readonly is: 'active' } | { readonly is: 'complete' } | { readonly is: 'failed'; readonly why: string };

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function statusOf({ status }: KubeObject): JsonObject {
  return isJsonObject(status) ? status : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The state that a Job's conditions tell. */
export function jobState(job: KubeObject): JobState {
  const conditions = objects(statusOf(job)['conditions']).filter(({ status }) => status === 'True');
  if (conditions.some(({ type }) => type === 'Complete')) return { is: 'complete' };
  const failed = conditions.find(({ type }) => type === 'Failed');
  if (failed === undefined) return { is: 'active' };
  return { is: 'failed', why: [text(failed['reason']), text(failed['message'])].filter((part) => part !== '').join(': ') };
}

/** Whether a pod holds its volumes: it is on a node and has not ended. */
export function holdsVolumes(pod: KubeObject): boolean {
  const { spec } = pod;
  const phase = statusOf(pod)['phase'];
  return isJsonObject(spec) && text(spec['nodeName']) !== '' && phase !== 'Succeeded' && phase !== 'Failed';
}

/** What a pod is at, in a few words: why it is not placed, what its container waits for, or its phase. */
export function podWords(pod: KubeObject): string {
  const status = statusOf(pod);
  const unplaced = objects(status['conditions']).find(({ type, status: met }) => type === 'PodScheduled' && met === 'False');
  if (unplaced !== undefined) return `its pod is not placed: ${text(unplaced['message']) || text(unplaced['reason'])}`;
  for (const container of objects(status['containerStatuses'])) {
    const { state } = container;
    const waiting = isJsonObject(state) ? state['waiting'] : undefined;
    if (!isJsonObject(waiting)) continue;
    return `its pod waits: ${[text(waiting['reason']), text(waiting['message'])].filter((part) => part !== '').join(': ')}`;
  }
  return `its pod is ${text(status['phase']) || 'Pending'}`;
}

/** The pod whose log counts: the one that succeeded, else the newest. */
export function tellingPod(pods: readonly KubeObject[]): KubeObject | undefined {
  const newestFirst = pods.toSorted((left, right) => right.metadata.creationTimestamp.localeCompare(left.metadata.creationTimestamp));
  return newestFirst.find((pod) => statusOf(pod)['phase'] === 'Succeeded') ?? newestFirst[0];
}
