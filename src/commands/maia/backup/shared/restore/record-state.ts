import { isApiError } from '../../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../../kernel/kube-object.ts';
import { maiaInstance } from '../../../../../kinds/maia/maia-instance.ts';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import { isPaused, PAUSE_ANNOTATION } from '../../../../../reconcile/maia/paused.ts';
import type { Session } from '../../../../shared/session.ts';
import type { BackupInstance } from '../backup-instance.ts';
import type { RestoreContext } from './restore-context.ts';
import { RESTORE_REASON_ANNOTATION } from './restore-reason.ts';
import { RESTORE_ANNOTATION, restoreStateOf, stateText } from './restore-state.ts';
import type { RestoreState } from './restore-state.ts';

/** A conflict means that the object changed in between; then it is looked at again, this often. */
const ATTEMPTS = 10;

type Place = Pick<BackupInstance, 'name' | 'namespace'>;

/** Changes annotations by what `decide` makes of the object as it is, and of no other version of it. undefined: nothing is to be done. */
async function annotate(
  session: Session,
  { name, namespace }: Place,
  decide: (live: KubeObject) => Readonly<Record<string, string | null>> | undefined,
  signal: AbortSignal,
): Promise<void> {
  const key = { name, namespace };
  for (let attempt = 1; ; attempt += 1) {
    const live = await session.during({ verb: 'get', type: maiaInstance, ...key }, () => session.api.get(maiaInstance, key, { signal }));
    const annotations = decide(live);
    if (annotations === undefined) return;
    const { resourceVersion } = live.metadata;
    const done = await session.during({ verb: 'patch', type: maiaInstance, ...key }, async () => {
      try {
        await session.api.patch(maiaInstance, key, { type: 'merge', body: { metadata: { resourceVersion, annotations } } }, { signal });
        return true;
      } catch (error) {
        if (isApiError(error, 'Conflict') && attempt < ATTEMPTS) return false;
        throw error;
      }
    });
    if (done) return;
  }
}

function inOtherHands({ name, namespace }: Place): CliError {
  return new CliError({
    exit: EXIT.conflict,
    message: `the restore of MaiaInstance ${name} in namespace ${namespace} was taken further by somebody else`,
    why: `its annotation ${RESTORE_ANNOTATION} has changed meanwhile`,
    fix: 'let them finish, or run the command again to go on from where it is',
  });
}

/**
 * Records that a restore begins, why, and that the operator is to leave the instance alone. Throws a CliError (6) where that is not possible now.
 */
export async function beginRestore(
  { session, signal, reason }: Pick<RestoreContext, 'session' | 'signal' | 'reason'>,
  place: Place,
  first: RestoreState,
): Promise<void> {
  await annotate(
    session,
    place,
    (live) => {
      const under = restoreStateOf(live);
      // Our own patch, whose answer was lost.
      if (under?.id === first.id) return undefined;
      if (under !== undefined) throw inOtherHands(place);
      if (isPaused(live)) throw alreadyPaused(place);
      return { [PAUSE_ANNOTATION]: 'true', [RESTORE_ANNOTATION]: stateText(first), [RESTORE_REASON_ANNOTATION]: reason ?? null };
    },
    signal,
  );
}

/** The error for an instance that a person has paused: whoever did has something else in mind with it. */
export function alreadyPaused({ name, namespace }: Place): CliError {
  return new CliError({
    exit: EXIT.conflict,
    message: `MaiaInstance ${name} in namespace ${namespace} is paused already`,
    why: `somebody set its annotation ${PAUSE_ANNOTATION}`,
    fix: `when nobody needs that any more: kubectl annotate mi ${name} -n ${namespace} ${PAUSE_ANNOTATION}-`,
  });
}

/** Records that the restore goes from one state to the next (undefined: it is over). `resume`: the operator may act again. */
export async function recordState(
  session: Session,
  place: Place,
  from: RestoreState,
  to: RestoreState | undefined,
  { resume, signal }: { readonly resume: boolean; readonly signal: AbortSignal },
): Promise<void> {
  await annotate(
    session,
    place,
    (live) => {
      const under = restoreStateOf(live);
      const stored = under === undefined ? undefined : stateText(under);
      const wanted = to === undefined ? undefined : stateText(to);
      if (stored === wanted) return undefined;
      if (stored !== stateText(from)) throw inOtherHands(place);
      return { [RESTORE_ANNOTATION]: wanted ?? null, ...(resume ? { [PAUSE_ANNOTATION]: null } : {}) };
    },
    signal,
  );
}
