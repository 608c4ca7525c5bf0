import { isApiError } from '../../../../cluster/api-error.ts';
import type { JsonPatchOperation } from '../../../../cluster/kube-api.ts';
import type { KubeObject, ObjectKey } from '../../../../kernel/kube-object.ts';
import type { KindIdentity } from '../../../shared/kind-identity.ts';
import { refuseOwned } from '../../../shared/change/refuse-owned.ts';
import type { Session } from '../../../shared/session.ts';
import { keysNamed, specKeys } from './tenant-keys.ts';

/** How often somebody else may come between reading and writing. */
const ATTEMPTS = 5;

export interface RemoveKeysOptions {
  readonly names: readonly string[];
  /** Take the entries over from a delivery tool. */
  readonly force: boolean;
  readonly now: number;
  readonly fieldManager: string;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** From the last to the first, so that no removal moves an entry that is still to go. Each is tested to be the one that is meant. */
function operationsFor(tenant: KubeObject, names: readonly string[]): readonly JsonPatchOperation[] {
  const all = specKeys(tenant).map(({ name }) => name);
  const places = names.map((name) => all.indexOf(name)).toSorted((left, right) => right - left);
  return places.flatMap((place) => [
    { op: 'test', path: `/spec/apiKeys/${place}/name`, value: all[place] },
    { op: 'remove', path: `/spec/apiKeys/${place}` },
  ]);
}

/** Throws where a delivery tool would put an entry back. */
export function refuseOwnedKeys(tenant: KubeObject, { names, force, now }: Pick<RemoveKeysOptions, 'names' | 'force' | 'now'>): void {
  for (const { name } of keysNamed(tenant, names)) {
    refuseOwned(tenant, {
      verb: 'revoke keys of',
      owned: ['spec', 'apiKeys', { key: 'name', is: name }],
      field: `.spec.apiKeys[${name}]`,
      because: 'it would put the key back, with a new value',
      force,
      now,
    });
  }
}

/**
 * Takes entries out of `spec.apiKeys`, those and no others: a list that was changed meanwhile is read again. Gives the tenant as it is then.
 * Throws (exit 4) for a key that is not there.
 */
export async function removeKeys(session: Session, kind: KindIdentity, key: ObjectKey, options: RemoveKeysOptions): Promise<KubeObject> {
  const { names, fieldManager, dryRun, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    const tenant = await session.during({ verb: 'get', type: kind, ...key }, () => session.api.get(kind, key, { signal }));
    refuseOwnedKeys(tenant, options);
    const operations = operationsFor(tenant, names);
    const written = await session.during({ verb: 'patch', type: kind, ...key }, async () => {
      try {
        return await session.api.patch(kind, key, { type: 'json', operations }, { fieldManager, dryRun, signal });
      } catch (error) {
        // A test that fails is an `Invalid`: the list is another by now.
        if (isApiError(error, 'Invalid', 'Conflict') && attempt < ATTEMPTS) return undefined;
        throw error;
      }
    });
    if (written !== undefined) return written;
  }
}
