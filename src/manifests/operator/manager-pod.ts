import type { JsonObject } from '../../kernel/json.ts';
import { shardText, type Shard } from '../../kernel/shard.ts';
import { heapMegabytes } from './heap-limit.ts';
import { managerLabels, shardLabels } from './manager-labels.ts';
import type { OperatorIdentity } from './operator-identity.ts';
import type { OperatorPlan } from './operator-values.ts';

export const METRICS_PORT = 8080;
const HEALTH_PORT = 8081;
/** `nonroot` of the distroless images. */
const USER = 65_532;
/** What has begun may take 30 s after SIGTERM; then the lease is given back. */
const GRACE_SECONDS = 45;
/** The only folder that it may write to: Node's cache of compiled code, discovery. */
const SCRATCH = '/tmp';

/** The command line behind the image's entry point, which is the umbrella. */
function args({ id }: OperatorIdentity, plan: OperatorPlan, shard: Shard | undefined): readonly string[] {
  const { watchNamespaces, logFormat, args: more = [] } = plan.values;
  return [
    ...(id === 'aistack' ? [] : [id]),
    'reconcile',
    '--watch',
    ...(watchNamespaces === undefined ? ['--all-namespaces'] : [`--watch-namespaces=${watchNamespaces.join(',')}`]),
    ...plan.only.map((type) => `--only=${type}`),
    ...(shard === undefined ? [] : [`--shard=${shardText(shard)}`]),
    '--leader-elect',
    ...(watchNamespaces === undefined ? ['--lease-namespace=$(POD_NAMESPACE)'] : []),
    `--health-probe-bind-address=:${String(HEALTH_PORT)}`,
    `--metrics-bind-address=:${String(METRICS_PORT)}`,
    `--log-format=${logFormat}`,
    '-v=2',
    ...more,
  ];
}

function fieldRef(name: string, fieldPath: string): JsonObject {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

function env({ values }: OperatorPlan): readonly JsonObject[] {
  const limit = values.resources.limits['memory'];
  const heap = limit === undefined ? undefined : heapMegabytes(limit);
  return [
    fieldRef('POD_NAME', 'metadata.name'),
    fieldRef('POD_NAMESPACE', 'metadata.namespace'),
    { name: 'AISTACK_CACHE_DIR', value: `${SCRATCH}/aistack` },
    ...(heap === undefined ? [] : [{ name: 'NODE_OPTIONS', value: `--max-old-space-size=${String(heap)}` }]),
    ...(values.extraEnv ?? []),
  ];
}

function probe(path: string, initialDelaySeconds: number, periodSeconds: number): JsonObject {
  return { httpGet: { path, port: 'health' }, initialDelaySeconds, periodSeconds, timeoutSeconds: 5, failureThreshold: 3 };
}

function container(identity: OperatorIdentity, plan: OperatorPlan, shard: Shard | undefined): JsonObject {
  const { image, resources } = plan.values;
  return {
    name: 'manager',
    image,
    args: args(identity, plan, shard),
    env: env(plan),
    ports: [
      { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
      { name: 'health', containerPort: HEALTH_PORT, protocol: 'TCP' },
    ],
    livenessProbe: probe('/healthz', 15, 20),
    readinessProbe: probe('/readyz', 2, 5),
    resources: {
      ...(Object.keys(resources.requests).length === 0 ? {} : { requests: resources.requests }),
      ...(Object.keys(resources.limits).length === 0 ? {} : { limits: resources.limits }),
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
    },
    volumeMounts: [{ name: 'scratch', mountPath: SCRATCH }],
  };
}

/** The pods of a manager: within the restricted pod security standard, spread over nodes, with time to finish what has begun. */
export function managerPod(identity: OperatorIdentity, plan: OperatorPlan, shard?: Shard): JsonObject {
  const { nodeSelector, tolerations, affinity, imagePullSecrets, podAnnotations, podLabels, priorityClassName } = plan.values;
  const scrape = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(METRICS_PORT), 'prometheus.io/path': '/metrics' };
  return {
    metadata: {
      labels: { ...podLabels, ...managerLabels(identity, plan.version), ...shardLabels(shard) },
      annotations: { 'kubectl.kubernetes.io/default-container': 'manager', ...scrape, ...podAnnotations },
    },
    spec: {
      serviceAccountName: identity.serviceAccount,
      terminationGracePeriodSeconds: GRACE_SECONDS,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        fsGroup: USER,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [container(identity, plan, shard)],
      volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '128Mi' } }],
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: { ...identity.podLabels, ...shardLabels(shard) } },
        },
      ],
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
      ...(tolerations === undefined ? {} : { tolerations }),
      ...(affinity === undefined ? {} : { affinity }),
      ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
      ...(priorityClassName === undefined ? {} : { priorityClassName }),
    },
  };
}
