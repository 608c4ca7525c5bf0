import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import type { SecretPurpose } from './instance-values.ts';

/** A key of a Secret that the server is given. */
export interface SecretReference {
  readonly purpose: SecretPurpose;
  /** The field of the spec that names it. */
  readonly field: string;
  readonly name: string;
  readonly key: string;
  /** The environment variable that takes its value. */
  readonly variable: string;
  /** The chosen provider does not work without it. */
  readonly required: boolean;
}

const SOURCES = [
  { purpose: 'openai', field: 'openaiApiKeySecret', variable: 'ABI_OPENAI_API_KEY' },
  { purpose: 'anthropic', field: 'anthropicApiKeySecret', variable: 'ABI_ANTHROPIC_API_KEY' },
  { purpose: 'huggingface', field: 'huggingfaceTokenSecret', variable: 'ABI_HF_API_TOKEN' },
] as const;

/** The Secrets that a spec names. None without AI features: no key is given to a server that has no use for it. */
export function secretReferences({ features, llm, secrets = {} }: AbiInstanceSpec): readonly SecretReference[] {
  if (!features.ai) return [];
  return SOURCES.flatMap(({ purpose, field, variable }) => {
    const source = secrets[field];
    if (source === undefined) return [];
    return [{ purpose, field: `spec.secrets.${field}`, variable, ...source, required: llm?.provider === purpose }];
  });
}

/** The field that should name the key of the chosen provider and does not. */
export function missingCredential({ features, llm, secrets = {} }: AbiInstanceSpec): string | undefined {
  const source = SOURCES.find(({ purpose }) => purpose === llm?.provider);
  return features.ai && source !== undefined && secrets[source.field] === undefined ? `spec.secrets.${source.field}` : undefined;
}
