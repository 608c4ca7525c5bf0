import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata } from './metadata.ts';
import { childNames } from './names.ts';

/** The ServiceAccount of the pods. It has no rights and no token is mounted: it is there for who wants to give it some. */
export function serviceAccount(values: InstanceValues): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: abiMetadata(values, childNames.serviceAccount(values.name), 'server'),
    automountServiceAccountToken: false,
  };
}
