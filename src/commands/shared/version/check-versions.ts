import type { JsonObject } from '../../../kernel/json.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { SYSTEMS } from '../../../registry.ts';
import { findManagers, type FoundManager, type FoundManagers } from '../../operator/shared/find-managers.ts';
import type { CheckContext } from '../check/check-context.ts';
import { checkDefinitions } from '../check/check-definitions.ts';
import { notOk, ok, type CheckResult } from '../check/check-result.ts';
import { serverCheck } from '../check/check-server.ts';
import { kindsOf } from '../nouns.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { versionFit } from './version-fit.ts';

/** How what is in the cluster stands to this program. */
export interface VersionsFound {
  /** What the API server says of itself. */
  readonly serverVersion: JsonObject;
  readonly checks: readonly CheckResult[];
  /** Nothing is known not to fit. What may not be looked at, and what is not installed, fits. */
  readonly fits: boolean;
}

/** How the operator of a Deployment stands to a program of version `ours`; `bin` is what that is called as. */
export function managerCheck(system: string, manager: FoundManager, ours: string, bin: string): CheckResult {
  const { name, namespace, version, image, isOurs } = manager;
  const check = `operator ${system} ${namespace}/${name}`;
  if (!isOurs) return notOk('unknown', check, `another operator (image ${image}): its version says nothing here`, `${bin} operator status`);
  const fit = versionFit(version, ours);
  if (fit === 'fits') return ok(check, `version ${version}`);
  if (fit === 'unknown') return notOk('unknown', check, `the image ${image} names no version`, `${bin} operator logs`);
  const remedy = fit === 'older' ? `${bin} install operator` : `use version ${version} of this program`;
  return notOk('failed', check, `version ${version} is ${fit} than this program, ${ours}`, remedy);
}

function managerChecks({ system, managers, hidden }: FoundManagers, ours: string, bin: string): readonly CheckResult[] {
  if (managers.length > 0) return managers.map((manager) => managerCheck(system.id, manager, ours, bin));
  const check = `operator ${system.id}`;
  // A lease that may not be read hides who works, not what is installed.
  if (hidden !== 'deployments') return [ok(check, 'none is installed')];
  return [notOk('unknown', check, 'you may not read deployments', `ask for the right: ${bin} auth rbac version --optional`)];
}

async function operatorChecks(context: CheckContext): Promise<readonly CheckResult[]> {
  const { session, runtime, systems, signal } = context;
  const { version, entry } = runtime;
  try {
    const found = await findManagers(session, systems, { now: runtime.now(), namespace: undefined, signal });
    return found.flatMap((one) => managerChecks(one, version, entry.bin));
  } catch (error) {
    if (!(error instanceof CliError) || error.exit !== EXIT.denied) throw error;
    return systems.flatMap((system) => managerChecks({ system, managers: [], holders: [], hidden: 'deployments' }, version, entry.bin));
  }
}

/** Looks at the API server, the definitions and the operators of the systems of the entry point. Throws where the server does not answer. */
export async function checkVersions(session: Session, runtime: Runtime): Promise<VersionsFound> {
  const { entry, signal } = runtime;
  const context: CheckContext = {
    session,
    runtime,
    signal,
    systems: SYSTEMS.filter(({ id }) => entry.systems.includes(id)),
    kinds: kindsOf(entry),
    pre: true,
    namespace: undefined,
    commands: [],
    namedCommands: false,
  };
  const answer = await session.during({ verb: 'get' }, () => session.api.raw('GET', '/version', { signal }));
  const [definitions, operators] = await Promise.all([checkDefinitions(context), operatorChecks(context)]);
  const checks = [serverCheck(answer, session.server), ...definitions, ...operators];
  return {
    serverVersion: isJsonObject(answer) ? answer : {},
    checks,
    fits: checks.every(({ state }) => state === 'ok' || state === 'unknown'),
  };
}
