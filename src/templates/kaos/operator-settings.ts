/** What the operator is set to: the keys of its ConfigMap, each with a default. */
export interface OperatorSettings {
  readonly images: {
    readonly agent: string;
    /** Tools from Python source. */
    readonly mcpServer: string;
    /** Tools from a package. */
    readonly mcpPackage: string;
    readonly litellm: string;
    readonly ollama: string;
  };
  /** Domain of the cluster's Services. */
  readonly clusterDomain: string;
  /** Whether agents that do not say get a Service. */
  readonly exposeByDefault: boolean;
  /** Whether an agent whose model its ModelAPI does not serve is Failed instead of warned. */
  readonly strictModels: boolean;
  readonly gateway: {
    readonly enabled: boolean;
    readonly name: string;
    readonly namespace: string;
    /** Durations of the Gateway API; 0s means none. */
    readonly timeouts: { readonly agent: string; readonly modelApi: string; readonly mcpServer: string };
  };
  /** Of objects that do not say. */
  readonly telemetry: { readonly enabled: boolean; readonly endpoint?: string };
  /** LOG_LEVEL of agents and MCP servers; absent: their own default. */
  readonly logLevel?: string;
  /** Why the ConfigMap could not be read; everything is a default then. */
  readonly unread?: string;
}

/** Where the settings are: upstream's ConfigMap, in the operator's namespace. */
export const SETTINGS_CONFIG_MAP = { namespace: 'kaos-system', name: 'kaos-operator-config' } as const;

type Data = Readonly<Record<string, string>>;

const DURATION = /^([0-9]+(h|m|s|ms)){1,4}$/;

function text(data: Data, key: string): string | undefined {
  const value = data[key]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

function isOn(data: Data, key: string): boolean {
  return text(data, key)?.toLowerCase() === 'true';
}

function duration(data: Data, key: string, fallback: string): string {
  const value = text(data, key);
  return value !== undefined && DURATION.test(value) ? value : fallback;
}

/** Reads the settings from the data of the ConfigMap; what is missing or makes no sense has its default. `unread`: why there is no data. */
export function operatorSettings(data: Data = {}, unread?: string): OperatorSettings {
  const agentImage = text(data, 'DEFAULT_AGENT_IMAGE') ?? 'kaos-agent:latest';
  const endpoint = text(data, 'DEFAULT_TELEMETRY_ENDPOINT');
  const logLevel = text(data, 'DEFAULT_LOG_LEVEL');
  return {
    images: {
      agent: agentImage,
      mcpServer: text(data, 'DEFAULT_MCP_SERVER_IMAGE') ?? agentImage,
      mcpPackage: text(data, 'DEFAULT_MCP_PACKAGE_IMAGE') ?? 'python:3.12-slim',
      litellm: text(data, 'DEFAULT_LITELLM_IMAGE') ?? 'litellm/litellm:latest',
      ollama: text(data, 'DEFAULT_OLLAMA_IMAGE') ?? 'ollama/ollama:latest',
    },
    clusterDomain: text(data, 'KUBERNETES_CLUSTER_DOMAIN') ?? 'cluster.local',
    exposeByDefault: isOn(data, 'EXPOSE_BY_DEFAULT'),
    strictModels: isOn(data, 'STRICT_MODELS'),
    gateway: {
      enabled: isOn(data, 'GATEWAY_API_ENABLED'),
      name: text(data, 'GATEWAY_NAME') ?? 'kaos-gateway',
      namespace: text(data, 'GATEWAY_NAMESPACE') ?? SETTINGS_CONFIG_MAP.namespace,
      timeouts: {
        agent: duration(data, 'GATEWAY_DEFAULT_AGENT_TIMEOUT', '120s'),
        modelApi: duration(data, 'GATEWAY_DEFAULT_MODELAPI_TIMEOUT', '120s'),
        mcpServer: duration(data, 'GATEWAY_DEFAULT_MCP_TIMEOUT', '30s'),
      },
    },
    telemetry: { enabled: isOn(data, 'DEFAULT_TELEMETRY_ENABLED'), ...(endpoint === undefined ? {} : { endpoint }) },
    ...(logLevel === undefined ? {} : { logLevel }),
    ...(unread === undefined ? {} : { unread }),
  };
}
