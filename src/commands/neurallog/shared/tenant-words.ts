import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../../shared/entry-point.ts';
import { KIND_IDENTITIES } from '../../shared/kind-identities.ts';
import type { KindIdentity } from '../../shared/kind-identity.ts';
import { parseTargets } from '../../shared/targets.ts';

/** The kind behind the commands about NeuralLog's tenants. */
export function neurallogTenantKind(): KindIdentity {
  const found = KIND_IDENTITIES.find(({ kind, group }) => kind === 'Tenant' && group === 'neurallog.io');
  if (found === undefined) throw new Error('there is no kind Tenant');
  return found;
}

/** The name in `NAME` or `tenant/NAME`. Throws a usage error for another type; `usage` is how the command is written. */
export function tenantNamed(word: string, entry: EntryPoint, usage: string): string {
  if (!word.includes('/')) return word;
  const [target] = parseTargets([word], entry);
  const [name] = target?.names ?? [];
  if (target?.kind !== neurallogTenantKind() || name === undefined) throw usageError(`"${word}" is no tenant`, `${entry.bin} ${usage}`);
  return name;
}

/** The one tenant that a command is about. Throws a usage error where none or several are named. */
export function oneTenant(words: readonly string[], entry: EntryPoint, usage: string): string {
  const [word, ...more] = words;
  if (word === undefined) throw usageError('no tenant is named', `${entry.bin} ${usage}`);
  if (more.length > 0) throw usageError(`one tenant at a time: "${more.join(' ')}" is too much`, `${entry.bin} ${usage}`);
  return tenantNamed(word, entry, usage);
}
