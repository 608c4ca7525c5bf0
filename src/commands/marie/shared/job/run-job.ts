import type { Manifest } from '../../../../kernel/kube-object.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { resourceLine, resourceName } from '../../../../output/resource-line.ts';
import { fieldManagerOf } from '../../../shared/apply/field-manager-of.ts';
import { tellOperators } from '../../../shared/apply/operator-warnings.ts';
import { printWritten } from '../../../shared/apply/written-objects.ts';
import { createObject } from '../../../shared/create/create-object.ts';
import { deadline } from '../../../shared/deadline.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { Session } from '../../../shared/session.ts';
import { stepRecorder } from '../../../shared/step-records.ts';
import { marieKind } from '../marie-target.ts';
import { attachCommand, detachedNote, followJob } from './follow-job.ts';
import { jobState, jobWords } from './job-state.ts';
import type { RunJobOptions } from './run-flags.ts';

/** Makes a job, and where that was asked for waits for its end: the exit code is then its result. */
export async function runJob(session: Session, manifest: Manifest, runtime: Runtime, options: RunJobOptions): Promise<number> {
  const { dryRun, format, quiet, timeoutMs, waits } = options;
  if (dryRun === 'client') {
    if (format === undefined) runtime.stdout(resourceLine(manifest, 'created', dryRun));
    else await printWritten([manifest], format, runtime);
    return EXIT.ok;
  }
  const record = await stepRecorder(options.outputFile, runtime.now);
  const limit = deadline(timeoutMs, runtime.signal, () => words);
  let words = 'the job was not made yet';
  try {
    const created = await createObject(session, marieKind('MarieJob'), manifest, {
      fieldManager: fieldManagerOf(manifest, options.fieldManager, runtime.entry),
      dryRun: dryRun === 'server',
      ifNotExists: false,
      signal: limit.signal,
    });
    await record({ step: 'create', object: resourceName(manifest), result: created.result });
    const isEnd = dryRun !== 'none' || !waits;
    if (format === undefined) runtime.stdout(resourceLine(created.object, 'created', dryRun));
    // With --wait the object is printed once, as it is at its end.
    else if (isEnd) await printWritten([created.object], format, runtime);
    if (dryRun !== 'none') return EXIT.ok;
    const { name, namespace = session.namespace } = created.object.metadata;
    if (!quiet) {
      try {
        await tellOperators(session, [created.object], 'marie', { ...runtime, signal: limit.signal });
      } catch (error) {
        if (limit.signal.aborted) runtime.stderr(detachedNote(name, namespace, runtime.entry));
        throw error;
      }
    }
    if (!waits) {
      if (!quiet) runtime.stderr(`follow it with: ${attachCommand(name, namespace, runtime.entry)}\n`);
      return EXIT.ok;
    }
    words = jobWords(jobState(created.object));
    const print = format === undefined ? {} : { print: async (end: typeof created.object) => await printWritten([end], format, runtime) };
    const exit = await followJob(session, created.object, { runtime, signal: limit.signal, follow: options.follow, quiet, ...print });
    await record({ step: 'wait', object: resourceName(manifest), result: 'succeeded' });
    return exit;
  } finally {
    limit.cancel();
  }
}
