import { randomBytes } from 'node:crypto';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import { isPaused } from '../../../../../reconcile/maia/paused.ts';
import { asInstance, readInstance, type BackupInstance } from '../backup-instance.ts';
import type { BackupRecord } from '../backup-records.ts';
import { chosenBackup, lookAtBackups } from '../look-at-backups.ts';
import { noBackupRunning } from '../trigger-backup.ts';
import { alreadyPaused, beginRestore } from './record-state.ts';
import { removeTarget } from './remove-target.ts';
import { shownStep, type RestoreContext } from './restore-context.ts';
import { restoreInPlace, turnBack } from './restore-in-place.ts';
import { tellReason } from './restore-reason.ts';
import { firstState, restoreStateOf } from './restore-state.ts';
import type { RestoreState } from './restore-state.ts';
import { createTarget, findInstance, rehearsalName, restoreUnderWay } from './restore-target.ts';
import { restoreToNew } from './restore-to-new.ts';

/** What a user asks for. */
export interface RestoreRequest {
  readonly source: string;
  /** File name, `latest`, or absent: go on with, or roll back, what is under way. */
  readonly from: string | undefined;
  readonly mode: RestoreState['mode'];
  /** The new instance, of mode `new`. */
  readonly to: string | undefined;
  readonly rollback: boolean;
  /** Wait for a backup that is being made, instead of refusing. */
  readonly waitRunning: boolean;
  /** Asked before anything is replaced or removed; throws where the answer is no. */
  readonly confirm: (question: string) => Promise<void>;
  /** Hears that from here on an interrupted command can be taken up again. */
  readonly onBegun: () => void;
}

/** What became of it. */
export interface RestoreResult {
  readonly source: BackupInstance;
  readonly target: string;
  readonly archive: string;
  /** Known where the backup was looked at in this run. */
  readonly backup: BackupRecord | undefined;
  readonly did: 'restored' | 'rehearsed' | 'rolled back';
}

/** Longest wait for the removal of a rehearsal, in milliseconds: it also happens after Ctrl-C. */
const REMOVAL_MS = 60_000;

function nothingUnderWay(name: string, namespace: string): CliError {
  return new CliError({
    exit: EXIT.notFound,
    message: `no restore of MaiaInstance ${name} in namespace ${namespace} is under way`,
    why: 'there is nothing to roll back',
  });
}

function checkSame(state: RestoreState, { from }: RestoreRequest, name: string): void {
  if (from === undefined || from === 'latest' || from === state.from) return;
  throw new CliError({
    exit: EXIT.conflict,
    message: `a restore of MaiaInstance ${name} from ${state.from} is under way, not from ${from}`,
    fix: `finish it with --from ${state.from}, or go back with --rollback`,
  });
}

async function checkedBackup(context: RestoreContext, source: BackupInstance, from: string): Promise<BackupRecord> {
  const { session, runtime, signal } = context;
  return await shownStep(context, `check backup ${from}`, async (say) => {
    const records = await lookAtBackups(session, source, { archive: from, verify: true, runtime, signal, say });
    const found = chosenBackup(records, from, source, runtime.entry.bin);
    if (found.verified === 'ok') return found;
    throw new CliError({
      exit: EXIT.failedState,
      message: `backup ${found.archive} of MaiaInstance ${source.name} is ${found.verified}: nothing was restored`,
      fix: `choose another: ${runtime.entry.bin} backup list ${source.name} -n ${source.namespace} --verify`,
    });
  });
}

async function inPlace(context: RestoreContext, source: BackupInstance, request: RestoreRequest): Promise<RestoreResult> {
  const { session, signal } = context;
  const { name, namespace } = source;
  const { waitRunning } = request;
  const result = { source, target: name };
  const underWay = restoreStateOf(source.object);
  if (underWay !== undefined) {
    if (underWay.mode !== 'in-place') restoreUnderWay(source.object, source);
    if (!request.rollback) checkSame(underWay, request, name);
    const what = request.rollback
      ? `put the old data of MaiaInstance ${name} back`
      : `go on replacing the data of MaiaInstance ${name} with ${underWay.from}`;
    await request.confirm(what);
    request.onBegun();
    const told = request.rollback
      ? ({ reason: 'RollbackRequested', message: `going back from ${underWay.from}` } as const)
      : ({ reason: 'RestoreRequested', message: `going on with ${underWay.from}` } as const);
    await tellReason(context, source.object, told);
    const state = request.rollback ? await turnBack(context, source, underWay) : underWay;
    await restoreInPlace(context, source, state);
    return { ...result, archive: state.from, backup: undefined, did: state.back ? 'rolled back' : 'restored' };
  }
  if (request.rollback) throw nothingUnderWay(name, namespace);
  if (isPaused(source.object)) throw alreadyPaused(source);
  const backup = await checkedBackup(context, source, request.from ?? 'latest');
  await request.confirm(
    `replace the data of MaiaInstance ${name} in namespace ${namespace} with ${backup.archive} (its server stops meanwhile)`,
  );
  await shownStep(context, 'see that no backup is being made', (say) =>
    noBackupRunning(session, source, 'nothing was restored', { waitRunning, signal, say }),
  );
  const state = firstState({ id: randomBytes(3).toString('hex'), from: backup.archive, source: name, mode: 'in-place' });
  request.onBegun();
  await beginRestore(context, source, state);
  await tellReason(context, source.object, { reason: 'RestoreRequested', message: `data is replaced with ${backup.archive}` });
  await restoreInPlace(context, source, state);
  return { ...result, archive: backup.archive, backup, did: 'restored' };
}

async function toNew(context: RestoreContext, source: BackupInstance, request: RestoreRequest): Promise<RestoreResult> {
  const { session, signal, runtime } = context;
  const { mode } = request;
  const name = request.to ?? rehearsalName(source.name);
  const there = await findInstance(context, name, source.namespace);
  const underWay = there === undefined ? undefined : restoreUnderWay(there, source);
  if (request.rollback) {
    if (there === undefined || underWay === undefined) throw nothingUnderWay(name, source.namespace);
    await request.confirm(`remove MaiaInstance ${name} in namespace ${source.namespace} with its data`);
    await shownStep(context, `remove ${name}`, () => removeTarget(session, asInstance(there), signal));
    return { source, target: name, archive: underWay.from, backup: undefined, did: 'rolled back' };
  }
  let backup: BackupRecord | undefined;
  let target: BackupInstance;
  let state: RestoreState;
  if (there !== undefined && underWay !== undefined) {
    checkSame(underWay, request, name);
    [target, state] = [asInstance(there), underWay];
  } else {
    backup = await checkedBackup(context, source, request.from ?? 'latest');
    state = firstState({ id: randomBytes(3).toString('hex'), from: backup.archive, source: source.name, mode });
    if (source.spec.ingress.enabled) runtime.stderr(`note: ${name} gets no Ingress: two of one host would share its traffic\n`);
    target = await createTarget(context, source, name, state);
    await tellReason(context, target.object, { reason: 'RestoreRequested', message: `${backup.archive} of ${source.name} is restored` });
  }
  request.onBegun();
  try {
    await restoreToNew(context, target, state);
  } finally {
    if (mode === 'rehearsal') await removeRehearsal(context, target);
  }
  return { source, target: name, archive: state.from, backup, did: mode === 'rehearsal' ? 'rehearsed' : 'restored' };
}

/** Also after Ctrl-C and after an error, which must not be hidden by another one. */
async function removeRehearsal({ session, runtime }: RestoreContext, target: BackupInstance): Promise<void> {
  const { name, namespace } = target;
  try {
    await removeTarget(session, target, AbortSignal.timeout(REMOVAL_MS));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    runtime.stderr(`warning: ${name} was not removed (${why}): kubectl delete mi ${name} -n ${namespace}\n`);
  }
}

/** Restores a backup, goes on with a restore that was broken off, or rolls one back. */
export async function runRestore(context: RestoreContext, request: RestoreRequest): Promise<RestoreResult> {
  const source = await readInstance(context.session, request.source, context.signal);
  return request.mode === 'in-place' ? await inPlace(context, source, request) : await toNew(context, source, request);
}
