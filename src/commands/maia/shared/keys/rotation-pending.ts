import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { rotationRequests } from '../../../../reconcile/maia/tenant/rotation-requests.ts';
import type { KeySecrets } from './key-secrets.ts';
import { isAnswered } from './is-answered.ts';
import type { SpecKey } from './tenant-keys.ts';

/**
 * Says which of the keys do not have their new value yet, by the requests on the tenant that was written: a key has it when the Secret's record
 * answers the request and is of the very value that is in the Secret.
 */
export function rotationPending(tenant: KubeObject, keys: readonly SpecKey[]): (secrets: KeySecrets) => string | undefined {
  const { requests } = rotationRequests(tenant);
  return (secrets) => {
    const waiting = keys.flatMap(({ name, secret: secretName, dataKey }) => {
      const at = requests.get(name)?.at;
      const secret = secrets.get(secretName);
      if (at === undefined) return [];
      if (secret === 'unreadable') return [`Secret ${secretName} may not be read`];
      const record = secret?.records[dataKey];
      const hasNew = isAnswered(record?.rotatedAt, at) && record?.sha256 === secret?.hashes[dataKey];
      return hasNew ? [] : [`Secret ${secretName} has no new value of key ${name} yet`];
    });
    return waiting.length === 0 ? undefined : waiting.join('; ');
  };
}
