import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import type { SecretPurpose } from '../../templates/maia/instance-values.ts';

/** A Secret that the server's pod needs, with the keys that must be in it. */
export interface SecretReference {
  readonly purpose: SecretPurpose;
  /** The field of the spec that names it. */
  readonly field: string;
  readonly name: string;
  readonly keys: readonly string[];
}

/** The Secrets that a spec needs. OpenAI's key counts only with the model `openai`: no other one is given it. */
export function secretReferences(spec: MaiaInstanceSpec): readonly SecretReference[] {
  const { embedding, security } = spec;
  const { apiKeySecretRef, tlsSecretRef } = security;
  const references: SecretReference[] = [];
  if (apiKeySecretRef !== undefined) {
    const { name, key } = apiKeySecretRef;
    references.push({ purpose: 'api-key', field: 'spec.security.apiKeySecretRef', name, keys: [key] });
  }
  if (tlsSecretRef !== undefined) {
    references.push({ purpose: 'tls', field: 'spec.security.tlsSecretRef', name: tlsSecretRef.name, keys: ['tls.crt', 'tls.key'] });
  }
  if (embedding.model === 'openai' && embedding.openaiSecretRef !== undefined) {
    const { name, key } = embedding.openaiSecretRef;
    references.push({ purpose: 'openai', field: 'spec.embedding.openaiSecretRef', name, keys: [key] });
  }
  return references;
}
