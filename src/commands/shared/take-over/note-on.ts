import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { silentLog } from '../../../kernel/log.ts';
import type { EventNote } from '../../../reconcile/engine/contract.ts';
import { createEventRecorder } from '../../../reconcile/engine/event-recorder.ts';
import type { Taker } from './taker.ts';

/** An event may take this long; what it tells of is done. */
const LONGEST_MS = 5_000;

/** Posts an event about an object of somebody else that was changed. Never rejects: an event is a help. */
export async function noteOn(taker: Taker, type: ResourceType, about: KubeObject, note: EventNote): Promise<void> {
  const { bin, clock, identity, log, reason, session } = taker;
  const late = new AbortController();
  const cancel = clock.after(LONGEST_MS, () => late.abort());
  const component = 'aistack-cli';
  const recorder = createEventRecorder({
    api: session.api,
    clock,
    log: { ...silentLog, debug: log.debug },
    component,
    signal: late.signal,
  });
  const why = reason === undefined ? '' : `: ${reason}`;
  recorder.record(type, about, [{ ...note, message: `${note.message} by ${identity} (${bin} reconcile)${why}` }]);
  await recorder.flush();
  cancel();
}
