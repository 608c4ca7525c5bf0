import type { V1EnvVar, V1PodSpec } from '@kubernetes/client-node';
import type { NormalModelApi, NormalProxy } from '../../kinds/kaos/normalise-model-api.ts';
import { plainEnv } from '../shared/container-env.ts';
import { POD_DEFAULTS } from './deployment.ts';
import { PERMIT_VARIABLE } from './master-key.ts';
import type { OperatorSettings } from './operator-settings.ts';
import { orderedEnv } from './ordered-env.ts';
import { probeTimes } from './probe-times.ts';
import { telemetryTarget } from './telemetry-env.ts';
import { litellmConfigName, MODEL_API_ROLE, type WorkloadOwner } from './workload-role.ts';

const PORT = 8000;
const CONFIG_DIR = '/etc/litellm';

/** Everything that a proxy's pod is made from. */
export interface ProxyValues extends WorkloadOwner {
  readonly spec: NormalModelApi;
  readonly proxy: NormalProxy;
  readonly settings: OperatorSettings;
  /** Nobody needs a key: LiteLLM must be told that this is meant. */
  readonly isOpen: boolean;
}

function proxyEnv({ isOpen, name, proxy, settings, spec }: ProxyValues): V1EnvVar[] {
  const { endpoint } = telemetryTarget(spec.telemetry, settings.telemetry);
  const apiKey: readonly V1EnvVar[] =
    proxy.apiKey === undefined
      ? []
      : proxy.apiKey.value === undefined
        ? [{ name: 'PROXY_API_KEY', valueFrom: proxy.apiKey.valueFrom as NonNullable<V1EnvVar['valueFrom']> }]
        : [plainEnv('PROXY_API_KEY', proxy.apiKey.value)];
  const ours: readonly V1EnvVar[] = [
    ...apiKey,
    plainEnv('LITELLM_LOG', 'INFO'),
    // Else it fetches a price list at start, and waits 16 s for it where the network leads nowhere.
    plainEnv('LITELLM_LOCAL_MODEL_COST_MAP', 'True'),
    ...(isOpen ? [plainEnv(PERMIT_VARIABLE, 'true')] : []),
    ...(endpoint === undefined
      ? []
      : [
          plainEnv('OTEL_EXPORTER', 'otlp_grpc'),
          plainEnv('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint),
          plainEnv('OTEL_SERVICE_NAME', name),
          plainEnv('OTEL_PYTHON_EXCLUDED_URLS', '/health'),
        ]),
  ];
  return [...orderedEnv(ours, spec.overrides.env)];
}

/** The pod of a proxy before the user's changes. Times as measured: LiteLLM starts in 4 to 51 s, and SIGTERM waits for requests in flight. */
export function proxyPod(values: ProxyValues): V1PodSpec {
  const { name, proxy, settings } = values;
  const secret = proxy.config?.from === 'secret' ? proxy.config.secret : undefined;
  const httpGet = (path: string): { path: string; port: number; scheme: string } => ({ path, port: PORT, scheme: 'HTTP' });
  return {
    ...POD_DEFAULTS,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 60,
    containers: [
      {
        name: MODEL_API_ROLE.container,
        image: settings.images.litellm,
        imagePullPolicy: 'IfNotPresent',
        args: ['--config', `${CONFIG_DIR}/config.yaml`, '--port', String(PORT)],
        ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
        env: proxyEnv(values),
        startupProbe: { httpGet: httpGet('/health/liveliness'), ...probeTimes(0, 5, 5, 30) },
        // Never /health: it calls every backend.
        livenessProbe: { httpGet: httpGet('/health/liveliness'), ...probeTimes(30, 10, 5, 3) },
        readinessProbe: { httpGet: httpGet('/health/readiness'), ...probeTimes(0, 5, 5, 3) },
        volumeMounts: [{ name: 'litellm-config', mountPath: CONFIG_DIR, readOnly: true }],
      },
    ],
    volumes: [
      {
        name: 'litellm-config',
        ...(secret === undefined
          ? { configMap: { name: litellmConfigName(name) } }
          : { secret: { secretName: secret.name, items: [{ key: secret.key, path: 'config.yaml' }] } }),
      },
    ],
  };
}
