import type { V1Container, V1DeploymentSpec, V1Probe, V1ServiceSpec } from '@kubernetes/client-node';
import { hashOf } from '../../kernel/hash.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { withSpecChecksum } from '../shared/checksum.ts';
import { componentResources, containerResources } from './component-resources.ts';
import { SERVER_PORT } from './facts.ts';
import { APP, tenantLabels, tenantMetadata } from './metadata.ts';
import { tenantNames } from './names.ts';
import { serverEnv, serverPort } from './server-env.ts';
import type { TenantValues } from './tenant-values.ts';

/** It ignores SIGTERM as process 1 (measured): every second of grace is a second of a roll-out. */
const GRACE_SECONDS = 10;

/** The annotation that replaces the pods when a value changes that they take from a Secret or ConfigMap. */
export const REFERENCES_HASH_ANNOTATION = 'neurallog.io/env-references-hash';

function probe(path: string, initialDelaySeconds: number, periodSeconds: number): V1Probe {
  return { httpGet: { path, port: 'http', scheme: 'HTTP' }, initialDelaySeconds, periodSeconds, timeoutSeconds: 5, failureThreshold: 3 };
}

function container({ healthPath, name, spec }: TenantValues): V1Container {
  return {
    name: 'server',
    image: spec.server.image,
    ports: [{ name: 'http', containerPort: Number(serverPort(spec)), protocol: 'TCP' }],
    env: [...serverEnv(name, spec.server.env)],
    resources: containerResources(componentResources('server', spec)),
    readinessProbe: probe(healthPath, 5, 10),
    livenessProbe: probe(healthPath, 15, 20),
    volumeMounts: [
      { name: 'tmp-volume', mountPath: '/tmp' },
      // Its logger always writes there, and the server ends where it cannot.
      { name: 'logs', mountPath: '/app/logs' },
    ],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
}

/** The Deployment of the NeuralLog server. `keptHash` stands for the hash of the references while one of them cannot be used. */
export function serverDeployment(values: TenantValues, keptHash?: string): Manifest {
  const { name, referenceChecksums, spec, suspended } = values;
  const hash = keptHash ?? (Object.keys(referenceChecksums).length > 0 ? hashOf(referenceChecksums) : undefined);
  const annotations = hash === undefined ? {} : { annotations: { [REFERENCES_HASH_ANNOTATION]: hash } };
  const deployment: V1DeploymentSpec = {
    replicas: suspended ? 0 : spec.server.replicas,
    selector: { matchLabels: { app: APP.server } },
    template: {
      metadata: { labels: { ...tenantLabels(name, 'server') }, ...annotations },
      spec: {
        automountServiceAccountToken: false,
        // For a Service called redis, Kubernetes would otherwise set REDIS_PORT to an address, which the server takes for a number.
        enableServiceLinks: false,
        // The images of the server run as root or as a user without a number: it cannot be asked not to be root.
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        terminationGracePeriodSeconds: GRACE_SECONDS,
        containers: [container(values)],
        volumes: [
          { name: 'tmp-volume', emptyDir: {} },
          { name: 'logs', emptyDir: {} },
        ],
      },
    },
  };
  return withSpecChecksum({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: tenantMetadata(values, tenantNames.server, 'server'),
    spec: deployment,
  });
}

/** The Service of the NeuralLog server: always port 3030, whatever port the server listens on. */
export function serverService(values: TenantValues): Manifest {
  const spec: V1ServiceSpec = {
    type: 'ClusterIP',
    selector: { app: APP.server },
    ports: [{ name: 'http', port: SERVER_PORT, targetPort: 'http', protocol: 'TCP' }],
  };
  return { apiVersion: 'v1', kind: 'Service', metadata: tenantMetadata(values, tenantNames.server, 'server'), spec };
}
