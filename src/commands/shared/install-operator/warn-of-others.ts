import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { overlaps, scopeText } from '../../../kernel/shard.ts';
import type { OperatorIdentity } from '../../../manifests/operator/operator-identity.ts';
import { SYSTEMS } from '../../../registry.ts';
import { findManagers, type FoundManager, type FoundManagers } from '../../operator/shared/find-managers.ts';
import type { Session } from '../session.ts';
import type { PlannedOperator } from './operator-plan.ts';

/** How the warning is asked for. */
export interface WarnOfOthersOptions {
  readonly session: Session;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly warn: (text: string) => void;
}

/** The manager itself, or one of its shards, which are put in order when it is installed. */
function isOwn({ isOurs, name }: FoundManager, { deployment }: OperatorIdentity): boolean {
  return name === deployment || (isOurs && name.startsWith(`${deployment}-`) && /^\d+-of-\d+$/.test(name.slice(deployment.length + 1)));
}

/** Warns of every other Deployment that reconciles the same objects: of two operators one stands by, and the one of several systems with all of them. */
export async function warnOfOthers({ identity, plan }: PlannedOperator, options: WarnOfOthersOptions): Promise<void> {
  const { session, now, signal, warn } = options;
  const systems = SYSTEMS.filter(({ id }) => plan.systems.includes(id));
  let found: readonly FoundManagers[];
  try {
    found = await findManagers(session, systems, { now: now(), namespace: undefined, signal });
  } catch (error) {
    // Whoever may install in one namespace need not be allowed to look around.
    if (error instanceof CliError && error.exit === EXIT.denied) return;
    throw error;
  }
  const { watchNamespaces: namespaces } = plan.values;
  const scope = scopeText(namespaces === undefined ? {} : { namespaces });
  for (const { system, managers } of found) {
    const others = managers.filter((manager) => manager.namespace !== plan.namespace || !isOwn(manager, identity));
    for (const other of others.filter((one) => one.wanted > 0 && overlaps(one.scope, scope)))
      warn(
        `${system.title} is reconciled by deployment/${other.name} in namespace ${other.namespace} too: one of the two will only stand by`,
      );
  }
}
