import { isApiError } from '../../../../../cluster/api-error.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../../../../../kernel/builtin-types.ts';
import { controllerOf } from '../../../../../kernel/kube-object.ts';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import { dataClaim } from '../../../../../templates/maia/data-claim.ts';
import { claimTerms } from '../../../../../templates/shared/claim-terms.ts';
import { ownedBy, type BackupInstance } from '../backup-instance.ts';
import { bringUp } from './bring-up.ts';
import { recordState } from './record-state.ts';
import { shownStep, type RestoreContext } from './restore-context.ts';
import { nextState } from './restore-state.ts';
import type { RestoreState } from './restore-state.ts';
import { removeRestoreJobs, runRestoreJob } from './run-restore-job.ts';

/** Makes the claim on the new instance's data just as the operator would, which then finds it in step. */
async function makeDataClaim({ session, signal }: RestoreContext, target: BackupInstance): Promise<void> {
  const { name, namespace, spec } = target;
  const { size, storageClassName } = spec.storage;
  const terms = claimTerms(undefined, { size, storageClassName });
  const manifest = dataClaim({ name, namespace, spec, dataClaim: terms, secretChecksums: {}, tlsHasAuthority: false });
  const owned = { ...manifest, metadata: { ...manifest.metadata, ownerReferences: [ownedBy(target, true)] } };
  const key = { name: manifest.metadata.name, namespace };
  await session.during({ verb: 'create', type: PERSISTENT_VOLUME_CLAIM, ...key }, async () => {
    try {
      await session.api.create(PERSISTENT_VOLUME_CLAIM, owned, { signal });
    } catch (error) {
      if (!isApiError(error, 'AlreadyExists')) throw error;
      const live = await session.api.get(PERSISTENT_VOLUME_CLAIM, key, { signal });
      if (controllerOf(live)?.uid === target.object.metadata.uid) return;
      throw new CliError({
        exit: EXIT.conflict,
        message: `PersistentVolumeClaim ${key.name} in namespace ${namespace} is there already and belongs to somebody else`,
        why: `MaiaInstance ${name} needs that name for its data`,
        fix: 'choose another name for the new instance',
      });
    }
  });
}

async function fill(context: RestoreContext, target: BackupInstance, state: RestoreState, say: (text: string) => void): Promise<void> {
  await makeDataClaim(context, target);
  const actions = ['unpack', 'swap', 'clean'] as const;
  await runRestoreJob(context, target, state, { what: 'fill', actions, beside: state.source, say });
}

/** Takes the restore into a new instance from the state it is in to its end. */
export async function restoreToNew(context: RestoreContext, target: BackupInstance, first: RestoreState): Promise<void> {
  const { session, signal } = context;
  if (first.step === 'fill') {
    await shownStep(context, `fill the volume of ${target.name}`, (say) => fill(context, target, first, say));
    await recordState(session, target, first, nextState(first), { resume: true, signal });
  }
  const last: RestoreState = { ...first, step: 'start' };
  await shownStep(context, `start ${target.name}`, (say) => bringUp(context, target, say));
  await removeRestoreJobs(context, target, first.id);
  await recordState(session, target, last, undefined, { resume: true, signal });
}
