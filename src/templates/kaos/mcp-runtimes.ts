import { parseDocument } from 'yaml';
import { isJsonObject } from '../../kernel/json.ts';
import type { OperatorSettings } from './operator-settings.ts';

/** One entry of the registry of runtimes. */
export interface McpRuntime {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** The variable that `spec.params` goes to. */
  readonly paramsEnvVar?: string;
  /** Variables without which it does not work. */
  readonly requiredEnv: readonly string[];
  /** `http`, or `stdio`, which nobody can reach over a Service. */
  readonly transport: string;
}

/** Where more runtimes may be named: upstream's ConfigMap. */
export const RUNTIMES_CONFIG_MAP = { namespace: 'kaos-system', name: 'kaos-mcp-runtimes', key: 'runtimes.yaml' } as const;

/** The registry, with what is wrong with the ConfigMap. */
export interface McpRuntimes {
  readonly byName: Readonly<Record<string, McpRuntime>>;
  readonly problem?: string;
}

function builtIn({ images }: OperatorSettings): Readonly<Record<string, McpRuntime>> {
  return {
    'python-string': {
      image: images.mcpServer,
      command: ['python', '-m', 'mcptools.server'],
      paramsEnvVar: 'MCP_TOOLS_STRING',
      requiredEnv: [],
      transport: 'http',
    },
    kubernetes: {
      // Newer ones have dropped --port.
      image: 'quay.io/containers/kubernetes_mcp_server:v0.0.67',
      args: ['--port', '8000'],
      requiredEnv: [],
      transport: 'http',
    },
    slack: {
      image: 'zencoderai/slack-mcp:latest',
      args: ['--transport', 'http', '--port', '8000'],
      requiredEnv: ['SLACK_BOT_TOKEN', 'SLACK_TEAM_ID'],
      transport: 'http',
    },
  };
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** What begins with a dash is no program: upstream's own file has flags under `command`. */
function commandAndArgs(command: readonly string[] | undefined, args: readonly string[] | undefined): Pick<McpRuntime, 'command' | 'args'> {
  if (command?.[0]?.startsWith('-') === true) return { args: [...command, ...(args ?? [])] };
  return { ...(command === undefined ? {} : { command }), ...(args === undefined ? {} : { args }) };
}

function runtimeIn(value: unknown): McpRuntime | undefined {
  if (!isJsonObject(value)) return undefined;
  const { image, paramsEnvVar, transport } = value;
  if (typeof image !== 'string' || image === '') return undefined;
  return {
    image,
    ...commandAndArgs(texts(value['command']), texts(value['args'])),
    ...(typeof paramsEnvVar === 'string' && paramsEnvVar !== '' ? { paramsEnvVar } : {}),
    requiredEnv: texts(value['requiredEnv']) ?? [],
    transport: typeof transport === 'string' ? transport : 'http',
  };
}

/** The runtimes that there are: ours, then those of the ConfigMap's `runtimes.yaml`, which replace ours by name. */
export function mcpRuntimes(settings: OperatorSettings, yaml: string | undefined): McpRuntimes {
  const ours = builtIn(settings);
  if (yaml === undefined || yaml.trim() === '') return { byName: ours };
  const where = `ConfigMap ${RUNTIMES_CONFIG_MAP.namespace}/${RUNTIMES_CONFIG_MAP.name}`;
  const document = parseDocument(yaml, { logLevel: 'silent' });
  if (document.errors.length > 0) return { byName: ours, problem: `${where}: ${RUNTIMES_CONFIG_MAP.key} is not valid YAML` };
  const value: unknown = document.toJS();
  const entries = isJsonObject(value) && isJsonObject(value['runtimes']) ? Object.entries(value['runtimes']) : [];
  const read = entries.map(([name, entry]) => [name, runtimeIn(entry)] as const);
  const bad = read.filter(([, runtime]) => runtime === undefined).map(([name]) => name);
  const theirs = Object.fromEntries(read.flatMap(([name, runtime]) => (runtime === undefined ? [] : [[name, runtime] as const])));
  const byName = { ...ours, ...theirs };
  return bad.length === 0 ? { byName } : { byName, problem: `${where}: ${bad.join(', ')} has no image` };
}
