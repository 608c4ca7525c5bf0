import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { overlaps } from '../../../reconcile/engine/lease-guard.ts';
import { SYSTEMS } from '../../../registry.ts';
import { findManagers, type FoundManagers } from '../../operator/shared/find-managers.ts';
import type { Session } from '../session.ts';
import type { PlannedOperator } from './operator-plan.ts';

/** How the warning is asked for. */
export interface WarnOfOthersOptions {
  readonly session: Session;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly warn: (text: string) => void;
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
  const scope = plan.values.watchNamespaces?.join(',') ?? '*';
  for (const { system, managers } of found) {
    const others = managers.filter(({ namespace, name }) => namespace !== plan.namespace || name !== identity.deployment);
    for (const other of others.filter((one) => one.wanted > 0 && overlaps(one.scope, scope)))
      warn(
        `${system.title} is reconciled by deployment/${other.name} in namespace ${other.namespace} too: one of the two will only stand by`,
      );
  }
}
