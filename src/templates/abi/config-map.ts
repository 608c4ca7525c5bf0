import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { serverConfiguration } from './server-configuration.ts';

/** The ConfigMap from which the pods take their environment. */
export function configMap(values: InstanceValues): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: abiMetadata(values, childNames.configMap(values.name), 'config'),
    data: serverConfiguration(values.spec),
  };
}
