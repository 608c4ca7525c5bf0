import type { KeySecret } from './key-secret.ts';
import type { MaiaTenantObserved, MaiaTenantPrimary } from './observe-tenant.ts';

function mayHoldKeys(secret: KeySecret): boolean {
  if (secret.state !== 'present') return secret.state === 'unknown';
  return secret.isOurs || Object.keys(secret.records).length > 0;
}

/** The Secrets to remember: a removed entry leaves nothing else by which its key could be found in a Secret that is not ours. */
export function rememberedSecrets({ spec }: MaiaTenantPrimary, { secrets }: Pick<MaiaTenantObserved, 'secrets'>): readonly string[] {
  const named = spec.apiKeys.map(({ secretRef }) => secretRef.name);
  return [...new Set([...named, ...secrets.filter(mayHoldKeys).map(({ name }) => name)])].toSorted();
}
