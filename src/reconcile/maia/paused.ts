import type { KubeObject } from '../../kernel/kube-object.ts';

/** Set to `"true"`, it makes the operator leave the instance's objects alone: to restore a backup, for instance. */
export const PAUSE_ANNOTATION = 'maia.cuemby.com/paused';

/** Whether a person asked to leave the instance's objects alone. */
export function isPaused(primary: KubeObject): boolean {
  return primary.metadata.annotations?.[PAUSE_ANNOTATION] === 'true';
}
