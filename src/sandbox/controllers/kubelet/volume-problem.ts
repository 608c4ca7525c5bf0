import type { Pod } from '../framework/pod.ts';
import type { FindSource } from './resolve-environment.ts';

/** Why the first of a pod's volumes cannot be mounted: its Secret or ConfigMap is not there. Undefined: all can. */
export function volumeProblem(pod: Pod, find: FindSource): string | undefined {
  for (const { name, secret, configMap } of pod.spec.volumes ?? []) {
    if (secret !== undefined && secret.optional !== true && find('secrets', secret.secretName) === undefined)
      return `MountVolume.SetUp failed for volume "${name}" : secret "${secret.secretName}" not found`;
    if (configMap !== undefined && configMap.optional !== true && find('configmaps', configMap.name) === undefined)
      return `MountVolume.SetUp failed for volume "${name}" : configmap "${configMap.name}" not found`;
  }
  return undefined;
}
