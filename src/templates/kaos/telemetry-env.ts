import type { V1EnvVar } from '@kubernetes/client-node';
import { plainEnv } from '../shared/container-env.ts';
import type { OperatorSettings } from './operator-settings.ts';
import type { WorkloadOwner } from './workload-role.ts';

/** What a spec says about telemetry. */
export interface TelemetryWish {
  readonly enabled: boolean;
  readonly endpoint?: string;
}

/** Where telemetry goes; undefined where there is none. `withoutEndpoint`: it is wanted and nobody says where to. */
export interface TelemetryTarget {
  readonly endpoint?: string;
  readonly withoutEndpoint: boolean;
}

/** The spec's wish with the operator's defaults. */
export function telemetryTarget(wish: TelemetryWish | undefined, defaults: OperatorSettings['telemetry']): TelemetryTarget {
  if (!(wish?.enabled ?? defaults.enabled)) return { withoutEndpoint: false };
  const endpoint = wish?.endpoint ?? defaults.endpoint;
  return endpoint === undefined || endpoint === '' ? { withoutEndpoint: true } : { endpoint, withoutEndpoint: false };
}

/** OpenTelemetry of agents and MCP servers. */
export function telemetryEnv(owner: WorkloadOwner, { endpoint }: TelemetryTarget): readonly V1EnvVar[] {
  if (endpoint === undefined) return [];
  return [
    plainEnv('OTEL_SDK_DISABLED', 'false'),
    plainEnv('OTEL_SERVICE_NAME', owner.name),
    plainEnv('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint),
    plainEnv('OTEL_RESOURCE_ATTRIBUTES', `service.namespace=${owner.namespace},kaos.resource.name=${owner.name}`),
    plainEnv('OTEL_PYTHON_FASTAPI_EXCLUDED_URLS', '/health,/ready'),
  ];
}
