import type { Pod, PodContainer } from '../framework/pod.ts';

/** How a pod is told to fare by its annotation `test.aistack.dev/behaviour`. */
export type Behaviour = 'normal' | 'crash' | 'image' | 'hang' | 'fail';

const ANNOTATION = 'test.aistack.dev/behaviour';

/**
 * `crash`: containers end with code 1 as soon as they run. `image`: the image cannot be pulled. `hang`: runs and never becomes ready, nor
 * ends in a Job. `fail`: in a Job it ends with code 1. Anything else: `normal`.
 */
export function behaviourOf(pod: Pod): Behaviour {
  const text = pod.metadata.annotations?.[ANNOTATION];
  return text === 'crash' || text === 'image' || text === 'hang' || text === 'fail' ? text : 'normal';
}

/** Whether the image cannot be pulled: told by the annotation, or by a tag `broken`. */
export function imageIsBroken(pod: Pod, container: Pick<PodContainer, 'image'>): boolean {
  return behaviourOf(pod) === 'image' || container.image.endsWith(':broken');
}

/** Whether a Job owns the pod: its containers then end by themselves. */
export function isOfJob(pod: Pod): boolean {
  return pod.metadata.ownerReferences?.some((owner) => owner.kind === 'Job') === true;
}
