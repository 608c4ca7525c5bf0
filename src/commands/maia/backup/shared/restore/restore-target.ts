import { isApiError } from '../../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../../kernel/kube-object.ts';
import { maiaInstance, maiaInstanceName } from '../../../../../kinds/maia/maia-instance.ts';
import { CliError, usageError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import { asInstance, type BackupInstance } from '../backup-instance.ts';
import { copiedInstance } from './copied-instance.ts';
import type { RestoreContext } from './restore-context.ts';
import { restoreStateOf } from './restore-state.ts';
import type { RestoreState } from './restore-state.ts';

const LONGEST_NAME = 45;

/** The throw-away instance of a rehearsal. */
export function rehearsalName(source: string): string {
  const suffix = '-rehearsal';
  return `${source.slice(0, LONGEST_NAME - suffix.length).replace(/-+$/, '')}${suffix}`;
}

/** Throws a usage error where an instance cannot have this name. */
export function checkNewName(name: string, source: string): void {
  const problem = maiaInstanceName.problem(name);
  if (problem !== undefined) throw usageError(`--to ${JSON.stringify(name)} cannot be the name of an instance: ${problem}`);
  if (name === source) throw usageError('--to names the instance itself', 'name a new one, or replace its data with --in-place');
}

/** The instance of that name; undefined where there is none. */
export async function findInstance({ session, signal }: RestoreContext, name: string, namespace: string): Promise<KubeObject | undefined> {
  const key = { name, namespace };
  return await session.during({ verb: 'get', type: maiaInstance, ...key }, async () => {
    try {
      return await session.api.get(maiaInstance, key, { signal });
    } catch (error) {
      if (isApiError(error, 'NotFound') && (await session.discovery.serves(maiaInstance))) return undefined;
      throw error;
    }
  });
}

/** The restore into `target` that is under way. Throws a CliError (6) where the instance is there and has none, or one of another instance's backup. */
export function restoreUnderWay(target: KubeObject, source: BackupInstance): RestoreState {
  const state = restoreStateOf(target);
  if (state !== undefined && state.mode !== 'in-place' && state.source === source.name) return state;
  const { name } = target.metadata;
  throw new CliError({
    exit: EXIT.conflict,
    message: `MaiaInstance ${name} in namespace ${source.namespace} is there already`,
    why: state === undefined ? 'a restore makes a new instance, and never changes another' : 'another restore is under way on it',
    fix: 'choose another name for the new instance',
  });
}

/** Creates the new instance, paused. */
export async function createTarget(
  context: RestoreContext,
  source: BackupInstance,
  name: string,
  state: RestoreState,
): Promise<BackupInstance> {
  const { session, signal } = context;
  const manifest = copiedInstance(source, name, state, context.reason);
  const key = { name, namespace: source.namespace };
  return await session.during({ verb: 'create', type: maiaInstance, ...key }, async () =>
    asInstance(await session.api.create(maiaInstance, manifest, { signal })),
  );
}
