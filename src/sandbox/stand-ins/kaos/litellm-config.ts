import { parse } from 'yaml';
import { isJsonObject } from '../../../kernel/json.ts';

/** One entry of `model_list`. */
export interface ProxiedModel {
  readonly name: string;
  /** With its provider, where it has one. */
  readonly model: string;
  readonly hasKey: boolean;
}

/** What a LiteLLM proxy goes by. */
export interface LitellmConfig {
  readonly models: readonly ProxiedModel[];
  /** Absent: whoever comes is let in. */
  readonly masterKey?: string;
}

type Env = Readonly<Record<string, string>>;

const PERMIT = 'LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY';
const REFERENCE = 'os.environ/';
/** The key of all tutorials: as good as none. */
const PUBLIC_KEY = 'sk-1234';

/** The provider in a model's name; undefined: it has none, and LiteLLM does not know it by name. */
export function providerOf(model: string): string | undefined {
  const slash = model.indexOf('/');
  if (slash > 0) return model.slice(0, slash);
  return /^(?:gpt-|chatgpt-|o\d|text-embedding-)/.test(model) ? 'openai' : undefined;
}

function resolved(value: unknown, env: Env): string {
  if (typeof value !== 'string') return '';
  return value.startsWith(REFERENCE) ? (env[value.slice(REFERENCE.length)] ?? '') : value;
}

function entryOf(entry: unknown, env: Env): ProxiedModel {
  const { litellm_params: params, model_name: name } = isJsonObject(entry) ? entry : {};
  const model = isJsonObject(params) ? params['model'] : undefined;
  if (typeof name !== 'string' || typeof model !== 'string' || !isJsonObject(params)) {
    throw new Error('an entry of model_list needs a model_name that is a text, and litellm_params with a model');
  }
  const own = resolved(params['api_key'], env);
  return { name, model, hasKey: own !== '' || (env['OPENAI_API_KEY'] ?? '') !== '' };
}

/** The value behind an option of a command line. */
function option(args: readonly string[], name: string): string | undefined {
  const index = args.indexOf(name);
  return index < 0 ? undefined : args[index + 1];
}

/** Where a container's file is: behind `--config`. */
export function configPath(args: readonly string[]): string | undefined {
  return option(args, '--config');
}

function listOf(file: unknown): readonly unknown[] {
  if (!isJsonObject(file)) throw new Error('the configuration is no map');
  const list = file['model_list'] ?? [];
  if (!Array.isArray(list)) throw new Error('model_list is no list');
  return list;
}

/** The configuration of a proxy. `text`: its file; undefined where it has none (`--model`). Throws where the real one would not start. */
export function litellmConfig(text: string | undefined, args: readonly string[], env: Env): LitellmConfig {
  const file: unknown = text === undefined ? {} : parse(text);
  const models = listOf(file).map((entry) => entryOf(entry, env));
  const model = option(args, '--model');
  const single = model === undefined ? [] : [{ name: model, model, hasKey: (env['OPENAI_API_KEY'] ?? '') !== '' }];
  const general = isJsonObject(file) && isJsonObject(file['general_settings']) ? file['general_settings'] : {};
  const configured = resolved(general['master_key'], env);
  const masterKey = configured === '' ? (env['LITELLM_MASTER_KEY'] ?? '') : configured;
  const isPermitted = env[PERMIT]?.toLowerCase() === 'true' || general[PERMIT.slice('LITELLM_'.length).toLowerCase()] === true;
  const isWeak = masterKey === '' || masterKey === PUBLIC_KEY;
  if (isWeak && !isPermitted)
    throw new Error('LiteLLM proxy refused to start: no master key is set, so every request would be accepted without authentication');
  return { models: [...models, ...single], ...(masterKey === '' ? {} : { masterKey }) };
}
