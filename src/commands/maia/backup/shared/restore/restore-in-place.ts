import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import type { BackupInstance } from '../backup-instance.ts';
import { recordState } from './record-state.ts';
import { shownStep, type RestoreContext } from './restore-context.ts';
import { nextState } from './restore-state.ts';
import type { RestoreState, RestoreStep } from './restore-state.ts';
import { removeRestoreJobs, runRestoreJob } from './run-restore-job.ts';
import { startServer, stopServer } from './server-switch.ts';

const WORDS: Readonly<Record<RestoreStep, string>> = {
  stop: 'stop the server',
  unpack: 'unpack the backup beside the data',
  swap: 'put it in the place of the data',
  undo: 'put the old data back',
  fill: 'fill the new volume',
  start: 'start the server',
  clean: 'remove what was set aside',
};

async function perform(context: RestoreContext, instance: BackupInstance, state: RestoreState, say: (text: string) => void): Promise<void> {
  switch (state.step) {
    case 'stop':
      return await stopServer(context, instance, say);
    case 'unpack':
    case 'swap':
    case 'undo':
      // Whoever continues does not know what has happened since the server was stopped.
      await stopServer(context, instance, say);
      return await runRestoreJob(context, instance, state, { what: state.step, actions: [state.step], say });
    case 'start':
      return await startServer(context, instance, say);
    case 'clean':
      await runRestoreJob(context, instance, state, {
        what: state.back ? 'clean-back' : 'clean',
        actions: ['clean'],
        beside: instance.name,
        say,
      });
      return await removeRestoreJobs(context, instance, state.id);
    case 'fill':
      throw new Error('an instance whose data is replaced in place has no volume to fill');
  }
}

/** Turns a restore round: from here on it goes back to the old data. Throws a CliError (6) once the old data is being removed. */
export async function turnBack(context: RestoreContext, instance: BackupInstance, state: RestoreState): Promise<RestoreState> {
  if (state.back) return state;
  if (state.step === 'clean') {
    throw new CliError({
      exit: EXIT.conflict,
      message: `the restore of MaiaInstance ${instance.name} cannot go back any more`,
      why: 'the server runs on the restored data, and the old data is being removed',
      fix: 'run the same command without --rollback to finish it',
    });
  }
  const turned: RestoreState = { ...state, back: true, step: 'stop' };
  await recordState(context.session, instance, state, turned, { resume: false, signal: context.signal });
  return turned;
}

/**
 * Takes a restore from the state it is in to its end. A backup that cannot be unpacked changes nothing: then the server is started again on the
 * old data, and the error of the Job is thrown (9).
 */
export async function restoreInPlace(context: RestoreContext, instance: BackupInstance, first: RestoreState): Promise<void> {
  let failure: CliError | undefined;
  for (let state: RestoreState | undefined = first; state !== undefined;) {
    const current: RestoreState = state;
    try {
      await shownStep(context, WORDS[current.step], (say) => perform(context, instance, current, say));
    } catch (error) {
      if (current.step !== 'unpack' || !(error instanceof CliError) || error.exit !== EXIT.failedState) throw error;
      failure = error;
      state = await turnBack(context, instance, current);
      continue;
    }
    const next = nextState(current);
    await recordState(context.session, instance, current, next, { resume: current.step === 'start', signal: context.signal });
    state = next;
  }
  if (failure !== undefined) throw failure;
}
