import type { V1Container, V1DeploymentSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import { hashOf } from '../../kernel/hash.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { checksumAnnotations, withSpecChecksum } from '../shared/checksum.ts';
import { httpProbe } from '../shared/http-probe.ts';
import { imageReference } from '../shared/image-reference.ts';
import { containerSecurity, podSecurity } from '../shared/pod-security.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaLabels, maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { serverConfig } from './server-config.ts';
import { serverEnv } from './server-env.ts';
import { MAIA_SERVER } from './server-facts.ts';
import { serverVolumes } from './server-volumes.ts';

/** Prefix of the pod template's checksum annotations; `config` and the purposes of Secrets follow. */
export const CHECKSUM_PREFIX = 'maia.cuemby.com/checksum-';

/** `/ready` walks every stored record, so Kubernetes' default time-out of one second would flap on a big store. */
const PATIENCE = { port: 'http', timeoutSeconds: 5, failureThreshold: 3 } as const;

/** The API takes a bare number for a quantity, and its types say text. */
function amounts(by: InstanceValues['spec']['resources']['limits']): Record<string, string> {
  return { cpu: String(by.cpu), memory: String(by.memory) };
}

function serverContainer(values: InstanceValues): V1Container {
  const { spec } = values;
  const tls = spec.security.tlsSecretRef !== undefined;
  return {
    name: 'maia',
    image: imageReference(spec.image),
    imagePullPolicy: spec.image.pullPolicy,
    ports: [
      { name: 'http', containerPort: MAIA_SERVER.httpPort, protocol: 'TCP' },
      { name: 'grpc', containerPort: MAIA_SERVER.grpcPort, protocol: 'TCP' },
    ],
    env: serverEnv(spec),
    volumeMounts: serverVolumes(values).volumeMounts,
    livenessProbe: httpProbe({ ...PATIENCE, path: '/health', tls, initialDelaySeconds: 10, periodSeconds: 30 }),
    readinessProbe: httpProbe({ ...PATIENCE, path: '/ready', tls, initialDelaySeconds: 5, periodSeconds: 10 }),
    resources: { limits: amounts(spec.resources.limits), requests: amounts(spec.resources.requests) },
    securityContext: containerSecurity(),
  };
}

function podTemplate(values: InstanceValues): V1PodTemplateSpec {
  const checksums = { config: hashOf(serverConfig(values.spec)), ...values.secretChecksums };
  return {
    metadata: {
      labels: maiaLabels(values.name, 'server'),
      // The server reads its configuration and its Secrets once, at its start.
      annotations: checksumAnnotations(CHECKSUM_PREFIX, checksums),
    },
    spec: {
      automountServiceAccountToken: false,
      // A Service called `maia-grpc` would otherwise set MAIA_GRPC_PORT, and the server would not start.
      enableServiceLinks: false,
      securityContext: podSecurity(MAIA_SERVER.user),
      containers: [serverContainer(values)],
      volumes: serverVolumes(values).volumes,
    },
  };
}

/**
 * The Deployment of the server. `Recreate`, since the store takes an exclusive lock on its directory: a new pod cannot start before the old
 * one has ended.
 */
export function deployment(values: InstanceValues): Manifest {
  const spec: V1DeploymentSpec = {
    replicas: values.spec.replicas,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: maiaLabels(values.name, 'server') },
    template: podTemplate(values),
  };
  return withSpecChecksum({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: maiaMetadata(values, childNames.deployment(values.name), 'server'),
    spec,
  });
}
