import { deadline } from '../../../shared/deadline.ts';
import { parseDuration } from '../../../shared/duration.ts';
import type { GlobalFlags } from '../../../shared/flags.ts';
import { progress } from '../../../shared/progress/progress.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import { openSession } from '../../../shared/session.ts';
import { readInstance, type BackupInstance } from './backup-instance.ts';
import type { BackupRecord } from './backup-records.ts';
import { lookAtBackups, type LookOptions } from './look-at-backups.ts';

/** What {@link lookWithProgress} found, and of which instance. */
export interface Looked {
  readonly instance: BackupInstance;
  readonly namespace: string;
  readonly records: readonly BackupRecord[];
}

/** Looks at the backups of the named instance, from parsed flags, and tells on stderr what it waits for. */
export async function lookWithProgress(
  name: string,
  flags: GlobalFlags & { readonly timeout: string },
  runtime: Runtime,
  which: Pick<LookOptions, 'archive' | 'verify'>,
): Promise<Looked> {
  const timeoutMs = parseDuration(flags.timeout, 'timeout');
  const session = await openSession(flags, runtime);
  let waitsFor = 'the API server has not answered';
  const limit = deadline(timeoutMs, runtime.signal, () => waitsFor);
  const shown = progress(runtime, 'waiting', { quiet: flags.quiet, lines: false });
  const step = shown.step(`backups of ${name}`);
  const say = (text: string): void => {
    waitsFor = text;
    step.say(text);
  };
  try {
    const { signal } = limit;
    const instance = await readInstance(session, name, signal);
    const records = await lookAtBackups(session, instance, { ...which, runtime, signal, say });
    step.done();
    return { instance, namespace: instance.namespace, records };
  } catch (error) {
    step.failed(error);
    throw error;
  } finally {
    limit.cancel();
    await shown.close();
    session.close();
  }
}
