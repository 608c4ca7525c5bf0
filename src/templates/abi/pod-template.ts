import type { V1Container, V1PodTemplateSpec, V1Volume } from '@kubernetes/client-node';
import { imageReference } from '../shared/image-reference.ts';
import { labelValue } from '../shared/label-value.ts';
import { containerSecurity, podSecurity } from '../shared/pod-security.ts';
import { configAnnotations } from './config-hash.ts';
import { containerPortNumbers, containerPorts } from './container-ports.ts';
import { gpuEnv } from './gpu-env.ts';
import { specVersion } from './image-version.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiLabels, workloadLabels } from './metadata.ts';
import { childNames, DATA_VOLUME } from './names.ts';
import { placement } from './placement.ts';
import { podResources } from './pod-resources.ts';
import { probes } from './probes.ts';
import { secretEnv } from './secret-env.ts';
import { ABI_SERVER } from './server-facts.ts';

function container(values: InstanceValues): V1Container {
  const { name, overrides, spec } = values;
  const env = [...secretEnv(spec), ...gpuEnv(spec)];
  return {
    name: 'abi',
    image: imageReference(spec.image),
    imagePullPolicy: spec.image.pullPolicy,
    ...(overrides.args === undefined ? {} : { args: [...overrides.args] }),
    ports: containerPorts(spec),
    envFrom: [{ configMapRef: { name: childNames.configMap(name) } }],
    ...(env.length === 0 ? {} : { env }),
    volumeMounts: [
      { name: DATA_VOLUME, mountPath: ABI_SERVER.dataDir },
      { name: 'logs', mountPath: ABI_SERVER.logsDir },
      { name: 'tmp', mountPath: '/tmp' },
    ],
    ...probes(values),
    resources: podResources(spec),
    securityContext: containerSecurity(),
  };
}

/** The data volume of a Deployment's pods; that of a StatefulSet's comes from its claim template. */
function dataVolume({ name, volume, workload }: InstanceValues): V1Volume[] {
  if (workload === 'StatefulSet') return [];
  if (volume === undefined) return [{ name: DATA_VOLUME, emptyDir: {} }];
  return [{ name: DATA_VOLUME, persistentVolumeClaim: { claimName: childNames.sharedClaim(name) } }];
}

/** Two entries of one name would be refused. */
function pullSecrets({ image }: InstanceValues['spec']): { imagePullSecrets?: { name: string }[] } {
  const names = new Set((image.pullSecrets ?? []).map(({ name }) => name));
  return names.size === 0 ? {} : { imagePullSecrets: [...names].map((name) => ({ name })) };
}

/** The pods of an instance, for either workload. */
export function podTemplate(values: InstanceValues): V1PodTemplateSpec {
  const { name, spec, workload } = values;
  return {
    metadata: {
      labels: {
        ...abiLabels(name, 'server'),
        ...workloadLabels(name, workload),
        'app.kubernetes.io/version': labelValue(specVersion(spec.image)),
      },
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(containerPortNumbers(spec).metrics),
        'prometheus.io/path': ABI_SERVER.metricsPath,
        ...configAnnotations(values),
      },
    },
    spec: {
      serviceAccountName: childNames.serviceAccount(name),
      automountServiceAccountToken: false,
      // A Service called `abbey` would otherwise set ABBEY_PORT to an address.
      enableServiceLinks: false,
      // Changing the owner of every file of a large volume at each start takes minutes.
      securityContext: Object.assign(podSecurity(ABI_SERVER.user), { fsGroupChangePolicy: 'OnRootMismatch' }),
      terminationGracePeriodSeconds: 30,
      ...pullSecrets(spec),
      ...placement(values),
      containers: [container(values)],
      volumes: [...dataVolume(values), { name: 'logs', emptyDir: {} }, { name: 'tmp', emptyDir: {} }],
    },
  };
}
