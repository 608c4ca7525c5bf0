import type { V1ServicePort, V1ServiceSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import { REDIS_PORT } from './facts.ts';
import { APP, tenantMetadata } from './metadata.ts';
import { tenantNames } from './names.ts';
import type { TenantValues } from './tenant-values.ts';

const ports: V1ServicePort[] = [{ name: 'redis', port: REDIS_PORT, targetPort: 'redis', protocol: 'TCP' }];

/** The address of clients. Only the first pod takes writes, so `redis:6379` always means that one. */
export function redisService(values: TenantValues): Manifest {
  const spec: V1ServiceSpec = {
    clusterIP: 'None',
    selector: { app: APP.redis, 'statefulset.kubernetes.io/pod-name': `${tenantNames.redis}-0` },
    ports,
  };
  return { apiVersion: 'v1', kind: 'Service', metadata: tenantMetadata(values, tenantNames.redis, 'redis'), spec };
}

/** Gives each Redis pod its name. Copies must find the first pod before it is ready, and it knows them before they are. */
export function redisReplicasService(values: TenantValues): Manifest {
  const spec: V1ServiceSpec = { clusterIP: 'None', selector: { app: APP.redis }, publishNotReadyAddresses: true, ports };
  return { apiVersion: 'v1', kind: 'Service', metadata: tenantMetadata(values, tenantNames.redisReplicas, 'redis'), spec };
}
