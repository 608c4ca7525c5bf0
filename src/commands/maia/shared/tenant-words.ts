import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../../shared/entry-point.ts';
import { KIND_IDENTITIES } from '../../shared/kind-identities.ts';
import type { KindIdentity } from '../../shared/kind-identity.ts';
import { parseTargets } from '../../shared/targets.ts';

/** The kind behind `keys` and `quota`. */
export function tenantKind(): KindIdentity {
  const found = KIND_IDENTITIES.find(({ kind }) => kind === 'MaiaTenant');
  if (found === undefined) throw new Error('there is no kind MaiaTenant');
  return found;
}

/** Which tenant a command is about, and the words behind it. */
export interface TenantWords {
  readonly kind: KindIdentity;
  readonly tenant: string;
  readonly rest: readonly string[];
}

/** Reads `TENANT WORD…`; the tenant may be written as `tenant/NAME`. Throws a usage error; `usage` is how the command is written. */
export function tenantWords(words: readonly string[], entry: EntryPoint, usage: string): TenantWords {
  const [first, ...rest] = words;
  const kind = tenantKind();
  if (first === undefined) throw usageError('no tenant is named', `${entry.bin} ${usage}`);
  if (!first.includes('/')) return { kind, tenant: first, rest };
  const [target] = parseTargets([first], entry);
  const [tenant] = target?.names ?? [];
  if (target?.kind !== kind || tenant === undefined) throw usageError(`"${first}" is no tenant`, `${entry.bin} ${usage}`);
  return { kind, tenant, rest };
}
