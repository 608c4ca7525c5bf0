import type { V1Container, V1PersistentVolumeClaim, V1StatefulSetSpec } from '@kubernetes/client-node';
import { sha256 } from '../../kernel/hash.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { OWNER_ANNOTATION } from '../../kernel/owner-annotation.ts';
import { withSpecChecksum } from '../shared/checksum.ts';
import { containerSecurity } from '../shared/pod-security.ts';
import { componentResources, containerResources } from './component-resources.ts';
import { REDIS_PORT } from './facts.ts';
import { APP, tenantLabels, tenantMetadata } from './metadata.ts';
import { REDIS_VOLUME, tenantNames } from './names.ts';
import { redisConfigText } from './redis-config-text.ts';
import type { TenantValues } from './tenant-values.ts';

/** Redis never reads its file again: a change of this annotation of the pods replaces them. */
const CONFIG_HASH_ANNOTATION = 'neurallog.io/redis-config-hash';

/** User and group of the official images. */
const USER = 999;
const GROUP = 1000;

/** The first pod is the one that is written to, the others copy it. Alike for any number of pods, so that adding one restarts none. */
function startLine(namespace: string): string {
  const server = 'redis-server /etc/redis/redis.conf';
  const first = `${tenantNames.redis}-0.${tenantNames.redisReplicas}.${namespace}.svc`;
  return `case "$POD_NAME" in *-0) exec ${server};; *) exec ${server} --replicaof ${first} ${REDIS_PORT};; esac`;
}

function container({ namespace, spec }: TenantValues): V1Container {
  return {
    name: 'redis',
    image: spec.redis.image,
    command: ['sh', '-c', startLine(namespace)],
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
    ports: [{ name: 'redis', containerPort: REDIS_PORT, protocol: 'TCP' }],
    resources: containerResources(componentResources('redis', spec)),
    // Without -e redis-cli ends with 0 also where the answer is an error such as NOAUTH or MISCONF.
    readinessProbe: {
      exec: { command: ['redis-cli', '-e', 'ping'] },
      initialDelaySeconds: 5,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    // Only whether it takes connections: one whose disk is full must not be restarted.
    livenessProbe: { tcpSocket: { port: 'redis' }, initialDelaySeconds: 15, periodSeconds: 20, timeoutSeconds: 1, failureThreshold: 3 },
    volumeMounts: [
      { name: REDIS_VOLUME, mountPath: '/data' },
      { name: tenantNames.redisConfig, mountPath: '/etc/redis', readOnly: true },
    ],
    securityContext: containerSecurity(),
  };
}

function claimTemplate({ name, ownerPath, redisVolume }: TenantValues): V1PersistentVolumeClaim {
  const { size, storageClassName } = redisVolume;
  return {
    metadata: { name: REDIS_VOLUME, labels: { ...tenantLabels(name, 'redis') }, annotations: { [OWNER_ANNOTATION]: ownerPath } },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  };
}

/** The StatefulSet of Redis. */
export function redisStatefulSet(values: TenantValues): Manifest {
  const { name, spec, suspended } = values;
  const set: V1StatefulSetSpec = {
    replicas: suspended ? 0 : spec.redis.replicas,
    serviceName: tenantNames.redisReplicas,
    // In order, a set waits for a pod of a broken template to become ready before it replaces it by one of a mended template.
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate' },
    selector: { matchLabels: { app: APP.redis } },
    template: {
      metadata: {
        labels: { ...tenantLabels(name, 'redis') },
        annotations: { [CONFIG_HASH_ANNOTATION]: sha256(redisConfigText(spec.redis.config)).slice(0, 20) },
      },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        // With a command of our own the image does not step down from root by itself; without the group it cannot write its volume.
        securityContext: {
          runAsNonRoot: true,
          runAsUser: USER,
          runAsGroup: GROUP,
          fsGroup: GROUP,
          fsGroupChangePolicy: 'OnRootMismatch',
          seccompProfile: { type: 'RuntimeDefault' },
        },
        terminationGracePeriodSeconds: 30,
        containers: [container(values)],
        volumes: [
          {
            name: tenantNames.redisConfig,
            configMap: { name: tenantNames.redisConfig, items: [{ key: 'redis.conf', path: 'redis.conf' }] },
          },
        ],
      },
    },
    volumeClaimTemplates: [claimTemplate(values)],
  };
  return withSpecChecksum({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: tenantMetadata(values, tenantNames.redis, 'redis'),
    spec: set,
  });
}
