import { isApiError } from '../../../../cluster/api-error.ts';
import { PERSISTENT_VOLUME_CLAIM, STORAGE_CLASS } from '../../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { redisClaim, tenantNames } from '../../../../templates/neurallog/names.ts';
import { atPath } from '../../../shared/change/at-path.ts';
import type { Session } from '../../../shared/session.ts';

/** The claims of a tenant's Redis. */
export interface RedisClaims {
  readonly namespace: string;
  /** What each asks for. */
  readonly sizes: readonly string[];
  /** The storage classes that they are of; a claim without one is of none. */
  readonly classes: readonly string[];
  /** Claims that no class made: nobody can grow their volumes. */
  readonly classless: readonly string[];
}

/** Reads the claims of a tenant's Redis pods, also of those that are at rest. */
export async function readRedisClaims(session: Session, tenant: string, signal: AbortSignal): Promise<RedisClaims> {
  const namespace = tenantNames.namespace(tenant);
  const type = PERSISTENT_VOLUME_CLAIM;
  const { items } = await session.during({ verb: 'list', type, namespace }, () => session.api.list(type, { namespace, signal }));
  const prefix = redisClaim(0).slice(0, -1);
  const own = items.filter(({ metadata }) => metadata.name.startsWith(prefix) && /^\d+$/.test(metadata.name.slice(prefix.length)));
  const classOf = (claim: KubeObject): string | undefined => {
    const name = atPath(claim, ['spec', 'storageClassName']);
    return typeof name === 'string' && name !== '' ? name : undefined;
  };
  return {
    namespace,
    sizes: own.flatMap((claim) => {
      const size = atPath(claim, ['spec', 'resources', 'requests', 'storage']);
      return typeof size === 'string' || typeof size === 'number' ? [String(size)] : [];
    }),
    classes: [...new Set(own.flatMap((claim) => classOf(claim) ?? []))],
    classless: own.filter((claim) => classOf(claim) === undefined).map(({ metadata }) => metadata.name),
  };
}

function cannotGrow(tenant: string, why: string): CliError {
  return new CliError({
    exit: EXIT.general,
    message: `the volumes of tenant ${tenant} cannot grow`,
    why,
    fix: 'let the storage class expand volumes (allowVolumeExpansion: true), if what provides them can',
  });
}

/**
 * Throws a CliError (exit 1) where a claim is of a storage class that does not expand volumes. Gives warnings about what could not be found
 * out: that a class may not be read, or is gone.
 */
export async function checkExpandable(
  session: Session,
  tenant: string,
  claims: RedisClaims,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [classless] = claims.classless;
  if (classless !== undefined) throw cannotGrow(tenant, `claim ${classless} in namespace ${claims.namespace} has no storage class`);
  const warnings: string[] = [];
  for (const name of claims.classes) {
    try {
      const found = await session.api.get(STORAGE_CLASS, { name }, { signal });
      if (found['allowVolumeExpansion'] !== true) throw cannotGrow(tenant, `storage class ${name} does not allow volumes to be expanded`);
    } catch (error) {
      if (isApiError(error, 'Forbidden')) warnings.push(`storage class ${name} may not be read: whether its volumes can grow is not known`);
      else if (isApiError(error, 'NotFound')) throw cannotGrow(tenant, `storage class ${name} is not there any more`);
      else if (isApiError(error)) await session.during({ verb: 'get', type: STORAGE_CLASS, name }, () => Promise.reject(error));
      else throw error;
    }
  }
  return warnings;
}
