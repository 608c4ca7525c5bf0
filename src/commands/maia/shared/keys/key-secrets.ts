import { createHash } from 'node:crypto';
import { isApiError } from '../../../../cluster/api-error.ts';
import { SECRET } from '../../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../../kernel/json.ts';
import { controllerOf } from '../../../../kernel/kube-object.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { KeyRecords } from '../../../../reconcile/maia/tenant/key-records.ts';
import { parseKeyRecords } from '../../../../reconcile/maia/tenant/key-records.ts';
import { atPath } from '../../../shared/change/at-path.ts';
import type { Session } from '../../../shared/session.ts';
import { specKeys } from './tenant-keys.ts';

/** A Secret without its values: of each only the hex SHA-256 is kept, which is never shown. */
export interface KeySecret {
  readonly name: string;
  /** Whether the operator made it for this tenant. */
  readonly isOfTenant: boolean;
  /** By data key. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly records: KeyRecords;
}

/** By name; one that is not there is absent, one that this user may not look at is `unreadable`. */
export type KeySecrets = ReadonlyMap<string, KeySecret | 'unreadable'>;

function hashOfValue(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');
}

function keySecret(secret: KubeObject, tenant: KubeObject): KeySecret {
  const data = isJsonObject(secret['data']) ? secret['data'] : {};
  const values = Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
  return {
    name: secret.metadata.name,
    isOfTenant: controllerOf(secret)?.uid === tenant.metadata.uid,
    hashes: Object.fromEntries(values.map(([dataKey, value]) => [dataKey, hashOfValue(value)])),
    records: parseKeyRecords(secret.metadata.annotations),
  };
}

/** The Secrets that the spec names, and those that the status remembers: they may hold keys that left the spec. */
function namesOf(tenant: KubeObject): ReadonlySet<string> {
  const remembered = atPath(tenant, ['status', 'apiKeySecrets']);
  const names = Array.isArray(remembered) ? remembered.filter((name): name is string => typeof name === 'string') : [];
  return new Set([...specKeys(tenant).map(({ secret }) => secret), ...names]);
}

/** The Secrets of a tenant, and those of the given names. */
export async function readKeySecrets(
  session: Session,
  tenant: KubeObject,
  signal: AbortSignal,
  more: readonly string[] = [],
): Promise<KeySecrets> {
  const { namespace = '' } = tenant.metadata;
  const byName = new Map<string, KeySecret | 'unreadable'>();
  for (const name of new Set([...namesOf(tenant), ...more])) {
    await session.during({ verb: 'get', type: SECRET, namespace, name }, async () => {
      try {
        byName.set(name, keySecret(await session.api.get(SECRET, { namespace, name }, { signal }), tenant));
      } catch (error) {
        if (isApiError(error, 'Forbidden')) byName.set(name, 'unreadable');
        else if (!isApiError(error, 'NotFound')) throw error;
      }
    });
  }
  return byName;
}
