import { stringify } from 'yaml';
import { remembering } from '../../kernel/remembering.ts';
import type { NormalProxy } from '../../kinds/kaos/normalise-model-api.ts';
import type { SpecWarning } from '../../kinds/kaos/spec-warning.ts';
import { apiBaseFor, apiBaseProblem, isOllamaBase } from './api-base.ts';
import { UNREADABLE_IN_YAML } from './unreadable-in-yaml.ts';
import { isOpenAi, providerOf, withoutProvider } from './provider.ts';

/** How a proxy is configured. */
export type ProxyMode = 'Wildcard' | 'SingleModel' | 'ModelList';

/** LiteLLM's file as we write it, or why there is none. */
export type GeneratedConfig =
  | {
      readonly mode: ProxyMode;
      readonly text: string;
      /** What was made of the spec, for people. */
      readonly notes: readonly string[];
      readonly warnings: readonly SpecWarning[];
    }
  | { readonly problem: { readonly reason: 'NoBackend' | 'InvalidSpec'; readonly message: string } };

/** One entry of `model_list`. */
interface Entry {
  readonly model_name: string;
  readonly litellm_params: Readonly<Record<string, string>>;
}

/** What an entry is made with beside its name. */
interface Backend {
  readonly proxy: NormalProxy;
  /** Names of the variables that the user sets. */
  readonly variables: ReadonlySet<string>;
  readonly hasTelemetry: boolean;
}

/** A key that no backend checks: LiteLLM's OpenAI client refuses to ask without one, also a backend that needs none. */
const KEYLESS = 'sk-no-key-needed';

function patternProblem(model: string): string | undefined {
  if (!model.includes('*') || model === '*' || /^[^*]+\/\*$/.test(model)) return undefined;
  return `spec.proxyConfig.models has ${JSON.stringify(model)}: patterns are "*" and "prefix/*"`;
}

function providerFor(model: string, { proxy }: Backend): string | undefined {
  if (proxy.provider !== undefined) return proxy.provider;
  const own = providerOf(model);
  if (own !== undefined || proxy.apiBase === undefined) return own;
  return isOllamaBase(proxy.apiBase) ? 'ollama' : 'openai';
}

/** What LiteLLM asks the backend for. Without a provider before it a model is dropped without a word (measured). */
function targetModel(model: string, provider: string | undefined): string {
  if (provider === undefined) return model;
  if (model.endsWith('*')) return `${provider}/*`;
  return providerOf(model) === provider || model.startsWith(`${provider}/`) ? model : `${provider}/${model}`;
}

function keyOf(provider: string | undefined, { proxy, variables }: Backend): string | undefined {
  if (proxy.apiKey !== undefined) return 'os.environ/PROXY_API_KEY';
  if (!isOpenAi(provider) || proxy.apiBase === undefined) return undefined;
  return variables.has('OPENAI_API_KEY') ? 'os.environ/OPENAI_API_KEY' : KEYLESS;
}

function entryFor(model: string, backend: Backend): { readonly entry: Entry; readonly note?: string } {
  const provider = providerFor(model, backend);
  const { apiBase } = backend.proxy;
  const base = apiBase === undefined ? undefined : apiBaseFor(provider, apiBase);
  const key = keyOf(provider, backend);
  const entry: Entry = {
    model_name: model,
    litellm_params: {
      model: targetModel(model, provider),
      ...(base === undefined ? {} : { api_base: base.url }),
      ...(key === undefined ? {} : { api_key: key }),
    },
  };
  return { entry, ...(base?.note === undefined ? {} : { note: base.note }) };
}

function modelsOf({ apiBase, model, models }: NormalProxy): { readonly mode: ProxyMode; readonly models: readonly string[] } | undefined {
  if (model !== undefined) return { mode: 'SingleModel', models: [model] };
  if (models.length > 0) return { mode: 'ModelList', models };
  return apiBase === undefined ? undefined : { mode: 'Wildcard', models: ['*'] };
}

function warningsOf(models: readonly string[], backend: Backend): readonly SpecWarning[] {
  const bare = models.filter((model) => model !== '*' && providerFor(model, backend) === undefined);
  if (bare.length === 0) return [];
  const message = `${bare.join(', ')}: without spec.proxyConfig.provider and apiBase LiteLLM serves only models whose provider it knows by name`;
  return [{ reason: 'ModelWithoutProvider', message }];
}

/** What PyYAML does not read as it stands, or takes for the end of a line, in a file whose texts are all in double quotes. */
function escaped(text: string): string {
  return text
    .replaceAll(UNREADABLE_IN_YAML, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
    .replaceAll(/[\u0085\u2028\u2029]/g, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** Every text is quoted by a YAML writer, never put into the file by hand. Most APIs of a cluster are planned again and again unchanged. */
const yamlOf = remembering((file: object) =>
  escaped(
    stringify(file, {
      version: '1.1',
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'PLAIN',
      lineWidth: 0,
      aliasDuplicateObjects: false,
    }),
  ),
);

/** Writes LiteLLM's file for a proxy that brings none of its own. */
export function litellmConfig(backend: Backend): GeneratedConfig {
  const { proxy } = backend;
  const wanted = modelsOf(proxy);
  if (wanted === undefined) {
    const message = 'spec.proxyConfig names no backend: set apiBase, model, models or configYaml';
    return { problem: { reason: 'NoBackend', message } };
  }
  const wrong =
    (proxy.apiBase === undefined ? undefined : apiBaseProblem(proxy.apiBase)) ??
    wanted.models.map(patternProblem).find((text) => text !== undefined);
  if (wrong !== undefined) return { problem: { reason: 'InvalidSpec', message: wrong } };
  const made = wanted.models.map((model) => entryFor(model, backend));
  const callbacks = backend.hasTelemetry ? { success_callback: ['otel'], failure_callback: ['otel'] } : {};
  const file = { model_list: made.map(({ entry }) => entry), litellm_settings: { drop_params: true, ...callbacks } };
  return {
    mode: wanted.mode,
    text: yamlOf(file),
    notes: [...new Set(made.flatMap(({ note }) => (note === undefined ? [] : [note])))],
    warnings: warningsOf(wanted.models, backend),
  };
}

/** Whether a proxy serves a model under a name; undefined where that is not known (a file of its own, or everything that the backend has). */
export function servesModel(proxy: NormalProxy, model: string): boolean | undefined {
  const wanted = proxy.config === undefined ? modelsOf(proxy) : undefined;
  if (wanted === undefined || wanted.mode === 'Wildcard' || wanted.models.includes('*')) return undefined;
  return wanted.models.some((served) => {
    if (served.endsWith('/*')) return model.startsWith(served.slice(0, -1));
    // Measured: openai/small is served where small is listed, and not the other way round.
    return served === model || served === withoutProvider(model);
  });
}
