import { createSystemClock } from '../../../../../cluster/system-clock.ts';
import type { KubeObject } from '../../../../../kernel/kube-object.ts';
import { silentLog } from '../../../../../kernel/log.ts';
import { maiaInstance } from '../../../../../kinds/maia/maia-instance.ts';
import { createEventRecorder } from '../../../../../reconcile/engine/event-recorder.ts';
import { cliFieldManager } from '../../../../../registry.ts';
import type { RestoreContext } from './restore-context.ts';

/** On an instance whose data was restored: why, if a person said so. It stays when the restore is over. */
export const RESTORE_REASON_ANNOTATION = 'aistack.dev/restore-reason';

/** An event may take this long, in milliseconds; what it tells of is done. */
const LONGEST_MS = 5_000;

/** Tells the reason in an event about the instance, where there is one. Never rejects: an event is a help. */
export async function tellReason(
  { session, runtime, signal, reason }: RestoreContext,
  instance: KubeObject,
  what: { readonly reason: 'RestoreRequested' | 'RollbackRequested'; readonly message: string },
): Promise<void> {
  if (reason === undefined) return;
  const recorder = createEventRecorder({
    api: session.api,
    clock: createSystemClock({ holdsProcess: true }),
    log: silentLog,
    component: cliFieldManager('maia'),
    signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
  });
  recorder.record(maiaInstance, instance, [
    { type: 'Normal', reason: what.reason, message: `${what.message} with ${runtime.entry.bin}: ${reason}` },
  ]);
  await recorder.flush();
}
