import { REVOKING_SUFFIX } from '../../../../reconcile/maia/tenant/key-records.ts';
import type { KeySecrets } from './key-secrets.ts';
import type { SpecKey } from './tenant-keys.ts';

/** Says which of the keys are not revoked yet: the operator takes a value out of its Secret once the server no longer knows it. */
export function revocationPending(keys: readonly SpecKey[]): (secrets: KeySecrets) => string | undefined {
  return (secrets) => {
    const waiting = keys.flatMap(({ name, secret: secretName, dataKey }) => {
      const secret = secrets.get(secretName);
      if (secret === undefined) return [];
      if (secret === 'unreadable') return [`Secret ${secretName} may not be read`];
      const left = [dataKey, `${dataKey}${REVOKING_SUFFIX}`].filter(
        (at) => secret.records[at] !== undefined || (secret.isOfTenant && secret.hashes[at] !== undefined),
      );
      return left.map((at) => `Secret ${secretName} still holds ${at} of key ${name}`);
    });
    return waiting.length === 0 ? undefined : waiting.join('; ');
  };
}
