import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../../shared/entry-point.ts';
import { KIND_IDENTITIES } from '../../shared/kind-identities.ts';
import type { KindIdentity } from '../../shared/kind-identity.ts';
import { parseTargets } from '../../shared/targets.ts';

/** The kind behind the commands about agents. */
export function agentKind(): KindIdentity {
  const found = KIND_IDENTITIES.find(({ kind, group }) => kind === 'Agent' && group === 'kaos.tools');
  if (found === undefined) throw new Error('there is no kind Agent');
  return found;
}

/** The name in `NAME` or `agent/NAME`. Throws a usage error for another type; `usage` is how the command is written. */
export function agentNamed(word: string, entry: EntryPoint, usage: string): string {
  if (!word.includes('/')) return word;
  const [target] = parseTargets([word], entry);
  const [name] = target?.names ?? [];
  if (target?.kind !== agentKind() || name === undefined) throw usageError(`"${word}" is no agent`, `${entry.bin} ${usage}`);
  return name;
}
