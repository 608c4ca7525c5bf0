import type { CliError } from '../../../output/cli-error.ts';
import { readAll } from '../get/read-all.ts';
import { readObjects } from '../read-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import type { EventOwner } from './read-events.ts';

/** The objects of the targets, and an error for each name that there is not. */
export async function readOwners(
  session: Session,
  runtime: Runtime,
  targets: readonly Target[],
  namespace: string | undefined,
): Promise<{ readonly owners: readonly EventOwner[]; readonly missing: readonly CliError[]; readonly leftOut: readonly string[] }> {
  const scope = { namespace, ignoreNotFound: false, partIsWelcome: true, signal: runtime.signal };
  const { results, leftOut } = await readAll(targets, runtime, (target) => readObjects(session, target, scope));
  return {
    owners: results.flatMap(({ target: { kind }, result }) => result.found.map((object) => ({ kind, object }))),
    missing: results.flatMap(({ result }) => result.missing),
    leftOut,
  };
}
