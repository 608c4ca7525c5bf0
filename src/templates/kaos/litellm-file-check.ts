import { parseDocument } from 'yaml';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { UNREADABLE_IN_YAML } from './unreadable-in-yaml.ts';

/** What a file of the user's own says, or why LiteLLM would not start with it, or would serve nothing. */
export type FileCheck =
  | { readonly models: readonly string[]; readonly masterKey?: string; readonly permitsOpenProxy: boolean }
  | { readonly problem: { readonly reason: 'InvalidConfig' | 'NoBackend'; readonly message: string } };

const FIELD = 'spec.proxyConfig.configYaml';

function invalid(message: string): FileCheck {
  return { problem: { reason: 'InvalidConfig', message: `${FIELD} ${message}` } };
}

/** LiteLLM reads with PyYAML: YAML 1.1, where a repeated key is no fault and an unknown tag is one. */
function readYaml(text: string): { readonly value: unknown } | { readonly fault: string } {
  const at = text.search(UNREADABLE_IN_YAML);
  if (at >= 0) {
    const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return { fault: `is not valid YAML, line ${text.slice(0, at).split('\n').length}: it holds the character U+${code}` };
  }
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, merge: true, prettyErrors: false, logLevel: 'silent' });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    const line = text.slice(0, fault.pos[0]).split('\n').length;
    return { fault: `is not valid YAML, line ${line}: ${fault.message}` };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { value };
  } catch (error) {
    return { fault: `is not usable YAML: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function entryProblem(entry: unknown, at: string): string | undefined {
  if (!isJsonObject(entry)) return `${at} must be an object with model_name and litellm_params`;
  const { litellm_params: params, model_name: name } = entry;
  if (name === undefined || name === null) return `${at} has no model_name`;
  if (typeof name !== 'string') return `${at}.model_name is ${JSON.stringify(name)}, which YAML takes for no text: put it in quotes`;
  if (!isJsonObject(params)) return `${at} (${name}) has no litellm_params`;
  const { model } = params;
  if (model === undefined || model === null) return `${at} (${name}) has no litellm_params.model`;
  return typeof model === 'string' ? undefined : `${at}.litellm_params.model must be a text: put it in quotes`;
}

function otherSources({ general_settings: settings }: JsonObject): boolean {
  if (!isJsonObject(settings)) return false;
  return settings['store_model_in_db'] === true || Array.isArray(settings['pass_through_endpoints']);
}

/** Checks a file for everything with which LiteLLM is known to end at once, and for serving nothing. */
export function checkLitellmFile(text: string): FileCheck {
  const read = readYaml(text);
  if ('fault' in read) return invalid(read.fault);
  const { value } = read;
  if (value === null || value === undefined) return invalid('is empty');
  if (!isJsonObject(value)) return invalid(`must be a map with model_list, and is ${Array.isArray(value) ? 'a list' : 'one plain value'}`);
  const { general_settings: settings, model_list: list } = value;
  if (list !== undefined && list !== null && !Array.isArray(list)) return invalid('has a model_list that is no list');
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const wrong = entries.map((entry, index) => entryProblem(entry, `model_list[${index}]`)).find((problem) => problem !== undefined);
  if (wrong !== undefined) return invalid(wrong);
  if (entries.length === 0 && !otherSources(value)) {
    return { problem: { reason: 'NoBackend', message: `${FIELD} has no model in model_list: the proxy would serve nothing` } };
  }
  const general = isJsonObject(settings) ? settings : {};
  const key = general['master_key'];
  return {
    models: entries.map((entry) => String((entry as JsonObject)['model_name'])),
    ...(key === undefined || key === null ? {} : { masterKey: typeof key === 'string' ? key : JSON.stringify(key) }),
    permitsOpenProxy: general['dangerously_permit_weak_or_unset_master_key'] === true,
  };
}
