import type { V1EnvVar } from '@kubernetes/client-node';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { secretReferences } from './secret-references.ts';

/**
 * The environment variables with values of Secrets. The key of the provider in use must be there for a pod to start; the pods do without the
 * others.
 */
export function secretEnv(spec: AbiInstanceSpec): V1EnvVar[] {
  return secretReferences(spec).map(({ variable, name, key, required }) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name, key, ...(required ? {} : { optional: true }) } },
  }));
}
