import type { Hands } from '../framework/hands.ts';
import type { Pod, PodTemplate } from '../framework/pod.ts';
import { podFromTemplate } from '../framework/pod-from-template.ts';
import type { Writer } from '../framework/writer.ts';
import type { Job } from './job.ts';

/** Keeps a pod until its Job has counted it. */
export const TRACKING = 'batch.kubernetes.io/job-tracking';
/** Number of a pod of an indexed Job: label and annotation. */
export const INDEX = 'batch.kubernetes.io/job-completion-index';

/** Takes the tracking finalizer off a pod; that is when it is counted. */
export function release(writer: Writer, pod: Pod): void {
  const finalizers = (pod.metadata.finalizers ?? []).filter((finalizer) => finalizer !== TRACKING);
  writer.update('pods', { ...pod, metadata: { ...pod.metadata, finalizers } });
}

/** Whether a pod is still to be counted. */
export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(TRACKING) === true;
}

/** The number of a pod of an indexed Job. */
export function indexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[INDEX];
  return text === undefined ? undefined : Number(text);
}

function indexed(job: Job, index: number): PodTemplate {
  const { template } = job.spec;
  const text = String(index);
  const variable = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } } };
  const withIndex = <Container extends { readonly env?: readonly { readonly name: string }[] }>(container: Container): Container => {
    const known = container.env?.some(({ name }) => name === variable.name) === true;
    return known ? container : { ...container, env: [...(container.env ?? []), variable] };
  };
  const { initContainers } = template.spec;
  return {
    metadata: {
      ...template.metadata,
      labels: { ...template.metadata?.labels, [INDEX]: text },
      annotations: { ...template.metadata?.annotations, [INDEX]: text },
    },
    spec: {
      ...template.spec,
      hostname: `${job.metadata.name}-${text}`,
      containers: template.spec.containers.map(withIndex),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(withIndex) }),
    },
  };
}

/** Creates one pod of a Job; with an index for an indexed one. */
export function createJobPod(writer: Writer, job: Job, index: number | undefined): Pod {
  const { name, namespace } = job.metadata;
  const template = index === undefined ? job.spec.template : indexed(job, index);
  const generateName = index === undefined ? `${name}-` : `${name}-${String(index)}-`;
  const finalizers = [...(template.metadata?.finalizers ?? []), TRACKING];
  return writer.create('pods', namespace, podFromTemplate(job, template, { generateName, finalizers })) as Pod;
}

/** Lets go of a tracked pod whose Job is not there any more. */
export function releaseOrphan(hands: Hands, writer: Writer, namespace: string, name: string): void {
  const pod = hands.read('pods', namespace, name);
  if (pod === undefined || !isTracked(pod)) return;
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  const job = owner?.kind === 'Job' ? hands.read('jobs.batch', namespace, owner.name) : undefined;
  if (job === undefined || job.metadata.uid !== owner?.uid) release(writer, pod);
}
