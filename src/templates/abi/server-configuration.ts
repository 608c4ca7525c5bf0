import { compareText } from '../shared/compare-text.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { containerPortNumbers } from './container-ports.ts';
import { ABI_SERVER } from './server-facts.ts';

type Entries = readonly (readonly [name: string, value: string | number | boolean | undefined])[];

const MODEL_VARIABLES = {
  ollama: 'ABI_OLLAMA_MODEL',
  openai: 'ABI_OPENAI_MODEL',
  anthropic: 'ABI_ANTHROPIC_MODEL',
  huggingface: 'ABI_HF_MODEL',
  local: 'ABI_LLM_MODEL',
} as const;

/** Only Ollama has a model of its own choice: the name of its default would mean nothing to another provider. */
function llmEntries({ features, llm }: AbiInstanceSpec): Entries {
  if (!features.ai) return [];
  const { provider = 'ollama', ollamaHost = ABI_SERVER.ollamaHost } = llm ?? {};
  const model = llm?.model ?? (provider === 'ollama' ? ABI_SERVER.ollamaModel : undefined);
  const isFile = provider === 'local' && model !== undefined && (model.includes('/') || model.endsWith('.gguf'));
  return [
    ['ABI_LLM_PROVIDER', provider],
    ['ABI_OLLAMA_HOST', provider === 'ollama' ? ollamaHost : undefined],
    [MODEL_VARIABLES[provider], model],
    ['ABI_LLM_MODEL_PATH', isFile ? model : undefined],
  ];
}

function featureEntries({ features }: AbiInstanceSpec): Entries {
  return Object.entries(features).map(([name, isOn]) => [`ABI_ENABLE_${name.toUpperCase()}`, isOn] as const);
}

function gpuEntries({ features, gpu }: AbiInstanceSpec): Entries {
  if (!features.gpu) return [];
  return [
    ['ABI_GPU_BACKEND', gpu?.backend ?? 'auto'],
    ['ABI_GPU_MEMORY_LIMIT', gpu?.memory],
  ];
}

/**
 * The environment of the server that is not secret, as text and sorted: the data of the ConfigMap. The names `ABBEY_*` are those of earlier
 * releases. Without a path of its own the database would lie in the working directory, which cannot be written.
 */
export function serverConfiguration(spec: AbiInstanceSpec): Readonly<Record<string, string>> {
  const { config, features } = spec;
  const ports = containerPortNumbers(spec);
  const entries: Entries = [
    ['ABBEY_LOG_LEVEL', config.logLevel],
    ['ABBEY_LOG_FORMAT', config.logFormat],
    ['ABI_LOG_LEVEL', config.logLevel],
    ['ABBEY_HOST', '0.0.0.0'],
    ['ABBEY_PORT', ports.http],
    ['ABBEY_METRICS_PORT', ports.metrics],
    ['ABBEY_GRPC_PORT', ports.grpc],
    // Setting it also switches the server on.
    ['ABI_ABBEY_SERVER_PORT', features.web ? ports.http : undefined],
    ['ABBEY_DATA_DIR', ABI_SERVER.dataDir],
    ['ABI_DATA_DIR', ABI_SERVER.dataDir],
    ['ABI_DB_PATH', features.database ? `${ABI_SERVER.dataDir}/abi.db` : undefined],
    ['ABBEY_ENABLE_TRACING', config.tracing],
    ['ABBEY_JAEGER_ENDPOINT', config.jaegerEndpoint],
    ...featureEntries(spec),
    ...gpuEntries(spec),
    ...llmEntries(spec),
  ];
  const set = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
  return Object.fromEntries(set.toSorted(([a], [b]) => compareText(a, b)));
}
