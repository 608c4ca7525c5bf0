import type { Manifest } from '../../kernel/kube-object.ts';
import { tenantMetadata } from './metadata.ts';
import { redisClaim } from './names.ts';
import type { TenantValues } from './tenant-values.ts';

/** The claim of a Redis pod with a new size. It was made from the claim template: all but its size is as it is. */
export function grownClaim(values: TenantValues, ordinal: number, size: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: tenantMetadata(values, redisClaim(ordinal), 'redis'),
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
  };
}
