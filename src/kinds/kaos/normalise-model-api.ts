import { configYaml } from './config-yaml.ts';
import { fieldChoice } from './field-choice.ts';
import type { ModelApiSpec } from './model-api-spec.ts';
import type { SpecWarning } from './spec-warning.ts';
import { workloadOverrides, type WorkloadOverrides } from './workload-overrides.ts';

type ProxyConfig = NonNullable<ModelApiSpec['proxyConfig']>;

/** Where LiteLLM's own file comes from. */
export type ConfigSource =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'secret'; readonly secret: { readonly name: string; readonly key: string } };

/** What a proxy forwards to. */
export interface NormalProxy {
  readonly apiBase?: string;
  readonly model?: string;
  /** Names and patterns, each once, in the order of the spec. */
  readonly models: readonly string[];
  readonly provider?: string;
  readonly apiKey?: NonNullable<ProxyConfig['apiKey']>;
  /** LiteLLM's own file; it replaces the rest. */
  readonly config?: ConfigSource;
}

/** A ModelAPI's spec with one name for everything. */
export interface NormalModelApi {
  readonly backend: { readonly mode: 'Proxy'; readonly proxy: NormalProxy } | { readonly mode: 'Hosted'; readonly model: string };
  readonly telemetry?: ModelApiSpec['telemetry'];
  readonly overrides: WorkloadOverrides;
  readonly warnings: readonly SpecWarning[];
}

function configSource(value: unknown): ConfigSource | undefined {
  const parsed = configYaml.safeParse(value);
  if (!parsed.success) return undefined;
  if (typeof parsed.data === 'string') return { from: 'text', text: parsed.data };
  const { fromSecretKeyRef, fromString } = parsed.data;
  if (fromSecretKeyRef !== undefined) {
    return { from: 'secret', secret: { name: fromSecretKeyRef.name, key: fromSecretKeyRef.key } };
  }
  return fromString === undefined ? undefined : { from: 'text', text: fromString };
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function normalProxy(config: ProxyConfig): NormalProxy {
  const { apiBase, apiKey, model, models = [], provider } = config;
  const source = config.configYaml === undefined ? undefined : configSource(config.configYaml);
  return {
    ...(given(apiBase) ? { apiBase } : {}),
    ...(given(model) ? { model } : {}),
    models: [...new Set(models)],
    ...(given(provider) ? { provider } : {}),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(source === undefined ? {} : { config: source }),
  };
}

/** What is set and has no effect. */
function ignored(spec: ModelApiSpec): readonly SpecWarning[] {
  const { hostedConfig, mode, proxyConfig, serverConfig } = spec;
  const unused = (fields: readonly string[], why: string): readonly SpecWarning[] =>
    fields.length === 0 ? [] : [{ reason: 'FieldsIgnored', message: `${fields.join(', ')} is not used: ${why}` }];
  if (mode === 'Hosted') return unused(proxyConfig === undefined ? [] : ['spec.proxyConfig'], 'spec.mode is Hosted');
  const hosted = [serverConfig === undefined ? [] : ['spec.serverConfig'], hostedConfig === undefined ? [] : ['spec.hostedConfig']].flat();
  const { apiBase, model, models = [], provider } = proxyConfig ?? {};
  const beside = (pairs: Readonly<Record<string, boolean>>): readonly string[] =>
    Object.entries(pairs).flatMap(([field, isSet]) => (isSet ? [`spec.proxyConfig.${field}`] : []));
  const byFile =
    proxyConfig?.configYaml === undefined
      ? []
      : beside({ apiBase: given(apiBase), model: given(model), models: models.length > 0, provider: given(provider) });
  const byModel =
    proxyConfig?.configYaml === undefined && given(model) && models.length > 0 && !models.includes(model)
      ? ['spec.proxyConfig.models']
      : [];
  return [
    ...unused(hosted, 'spec.mode is Proxy'),
    ...unused(byFile, 'spec.proxyConfig.configYaml replaces it'),
    ...unused(byModel, 'spec.proxyConfig.model is the one model'),
  ];
}

/** Turns a ModelAPI's spec, whichever names it uses, into one form. Pure. */
export function normaliseModelApi(spec: ModelApiSpec): NormalModelApi {
  const { hostedConfig, mode, proxyConfig = {}, serverConfig, telemetry } = spec;
  const more = telemetry === undefined ? {} : { telemetry };
  if (mode === 'Proxy') {
    return {
      backend: { mode, proxy: normalProxy(proxyConfig) },
      ...more,
      overrides: workloadOverrides(spec, { env: proxyConfig.env }),
      warnings: ignored(spec),
    };
  }
  const hosted = fieldChoice({ field: 'spec.serverConfig', value: serverConfig }, { field: 'spec.hostedConfig', value: hostedConfig });
  return {
    backend: { mode, model: hosted.value?.model ?? '' },
    ...more,
    overrides: workloadOverrides(spec, { resources: hosted.value?.resources, env: hosted.value?.env }),
    warnings: [...hosted.warnings, ...ignored(spec)],
  };
}
