import type { V1Container, V1EnvVar, V1PodSpec } from '@kubernetes/client-node';
import type { NormalMcpServer, ToolSource } from '../../kinds/kaos/normalise-mcp-server.ts';
import { plainEnv, secretEnv } from '../shared/container-env.ts';
import { POD_DEFAULTS } from './deployment.ts';
import { literalArgument } from './literal-argument.ts';
import type { McpRuntime } from './mcp-runtimes.ts';
import type { OperatorSettings } from './operator-settings.ts';
import { orderedEnv } from './ordered-env.ts';
import { packageArguments, PACKAGE_SCRIPT } from './package-script.ts';
import { probeTimes } from './probe-times.ts';
import { telemetryEnv, telemetryTarget } from './telemetry-env.ts';
import { MCP_SERVER_ROLE, type WorkloadOwner } from './workload-role.ts';

const PORT = 8000;
const TOOLS_VARIABLE = 'MCP_TOOLS_STRING';

/** Everything that an MCP server's pod is made from. */
export interface McpValues extends WorkloadOwner {
  readonly spec: NormalMcpServer;
  readonly settings: OperatorSettings;
  /** The entry of the registry, where the source is a runtime. */
  readonly runtime?: McpRuntime;
}

/** What runs, and the variables that it takes its tools from. */
interface Program {
  readonly container: Pick<V1Container, 'image' | 'command' | 'args'>;
  readonly env: readonly V1EnvVar[];
}

const SERVER = ['python', '-m', 'mcptools.server'];

function programOf({ runtime, settings, spec }: McpValues, source: ToolSource): Program {
  const { images } = settings;
  const image = spec.overrides.image ?? images.mcpServer;
  switch (source.from) {
    case 'string':
      return { container: { image, command: [...SERVER] }, env: [plainEnv(TOOLS_VARIABLE, source.text)] };
    case 'secret':
      return { container: { image, command: [...SERVER] }, env: [secretEnv(TOOLS_VARIABLE, source.secret)] };
    case 'package': {
      const command = ['/bin/sh', '-c', PACKAGE_SCRIPT, 'run-package', ...packageArguments(source.package)];
      return { container: { image: spec.overrides.image ?? images.mcpPackage, command: command.map(literalArgument) }, env: [] };
    }
    case 'runtime': {
      const { args, command, paramsEnvVar } = runtime ?? {};
      const params = source.params === undefined || paramsEnvVar === undefined ? [] : [plainEnv(paramsEnvVar, source.params)];
      const container = {
        image: spec.overrides.image ?? runtime?.image ?? images.mcpServer,
        ...(command === undefined ? {} : { command: [...command] }),
        ...(args === undefined ? {} : { args: [...args] }),
      };
      return { container, env: params };
    }
    case 'image':
    case 'nothing':
      return { container: { image }, env: [] };
  }
}

/** The pod of an MCP server before the user's changes. */
export function mcpPod(values: McpValues): V1PodSpec {
  const { settings, spec } = values;
  const { serviceAccountName, source } = spec;
  const { container, env } = programOf(values, source);
  const ours = [
    ...env,
    ...telemetryEnv(values, telemetryTarget(spec.telemetry, settings.telemetry)),
    ...(settings.logLevel === undefined ? [] : [plainEnv('LOG_LEVEL', settings.logLevel)]),
  ];
  const tcpSocket = { port: PORT };
  return {
    ...POD_DEFAULTS,
    // A server that asks for an account means to use it.
    ...(serviceAccountName === undefined ? { automountServiceAccountToken: false } : { serviceAccountName }),
    containers: [
      {
        name: MCP_SERVER_ROLE.container,
        ...container,
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
        env: [...orderedEnv(ours, spec.overrides.env)],
        livenessProbe: { tcpSocket, ...probeTimes(20, 10, 3, 3) },
        readinessProbe: { tcpSocket, ...probeTimes(5, 5, 3, 2) },
      },
    ],
  };
}
