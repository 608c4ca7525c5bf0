import { createSystemClock } from '../../../cluster/system-clock.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import { createEventRecorder } from '../../../reconcile/engine/event-recorder.ts';
import { cliFieldManager } from '../../../registry.ts';
import type { Runtime } from '../runtime.ts';
import { changeMany } from '../change/change-many.ts';
import type { ChangeManyOptions } from '../change/change-many.ts';
import { changeObject } from '../change/change-object.ts';
import type { Session } from '../session.ts';
import { stderrLog } from '../stderr-log.ts';
import { waitFor } from '../wait/wait-for.ts';
import { chooseObjects } from './choose-objects.ts';
import type { Choice } from './choose-objects.ts';
import { suspendChange } from './suspend-change.ts';
import type { SuspendRequest } from './suspend-change.ts';

export interface RunSuspendOptions extends Omit<ChangeManyOptions, 'done'> {
  readonly dryRun: DryRun;
  readonly fieldManager: string | undefined;
  /** Longest wait in milliseconds; undefined: none. */
  readonly waitMs: number | undefined;
  readonly quiet: boolean;
}

function noteOf(request: SuspendRequest, bin: string): { type: 'Normal'; reason: string; message: string } {
  const verb = request.suspend ? 'suspended' : 'resumed';
  const what = request.group === undefined ? verb : `group ${request.group} ${verb}`;
  const until = request.until === undefined ? '' : ` until ${request.until}`;
  const why = request.reason === undefined ? '' : `: ${request.reason}`;
  return { type: 'Normal', reason: request.suspend ? 'SuspendRequested' : 'ResumeRequested', message: `${what}${until} with ${bin}${why}` };
}

/** Suspends or resumes the chosen objects, with an event on each that was changed. Gives the exit code. */
export async function runSuspend(
  session: Session,
  choice: Choice,
  request: SuspendRequest,
  runtime: Runtime,
  options: RunSuspendOptions,
): Promise<number> {
  const { signal } = runtime;
  const objects = await chooseObjects(session, choice, signal);
  if (objects.length === 0) {
    const where = choice.allNamespaces ? '' : ` in ${session.namespace} namespace.`;
    runtime.stderr(`No resources found${where}\n`);
    return EXIT.ok;
  }
  const log = stderrLog({ write: runtime.stderr, now: runtime.now, verbosity: options.verbosity, format: 'text' });
  const events = (component: string): ReturnType<typeof createEventRecorder> =>
    createEventRecorder({ api: session.api, clock: createSystemClock({ holdsProcess: true }), log, component, signal });
  const done = await changeMany(
    objects,
    async ({ kind, key }) => {
      const fieldManager = options.fieldManager ?? cliFieldManager(kind.system);
      const changed = await changeObject(session, kind, key, suspendChange(kind, request), {
        dryRun: options.dryRun,
        fieldManager,
        signal,
      });
      if (changed.changed && options.dryRun === 'none') {
        const recorder = events(fieldManager);
        recorder.record(kind, changed.object, [noteOf(request, runtime.entry.bin)]);
        await recorder.flush();
      }
      return changed;
    },
    runtime,
    { ...options, done: request.suspend ? 'suspended' : 'resumed' },
  );
  const wait = options.waitMs !== undefined && options.dryRun === 'none' && done.targets.length > 0 && done.exit !== EXIT.partial;
  if (wait) {
    // A group has no phase of its own: the object is ready without it.
    const is = request.suspend && request.group === undefined ? 'suspended' : 'ready';
    const { waitMs: timeoutMs = 0, record, quiet } = options;
    await waitFor(session, done.targets, { is }, { timeoutMs, mode: 'all', runtime, signal, record, quiet });
  }
  return done.exit;
}
