import type { OutputFlags } from '@oclif/core/interfaces';
import { WRITE_FORMATS } from '../apply/written-objects.ts';
import { usageError } from '../../../output/cli-error.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { parseDuration } from '../duration.ts';
import type { GlobalFlags } from '../flags.ts';
import { kindsOf } from '../nouns.ts';
import type { Runtime } from '../runtime.ts';
import { openSession } from '../session.ts';
import { stepRecorder } from '../step-records.ts';
import { parseTargets } from '../targets.ts';
import { checkChoice } from './choose-objects.ts';
import { runSuspend } from './run-suspend.ts';
import { checkSuspendable } from './suspend-change.ts';
import type { SuspendRequest } from './suspend-change.ts';
import type { suspendFlags } from './suspend-flags.ts';

/** Both commands, from parsed flags to the exit code. */
export async function executeSuspend(
  verb: 'suspend' | 'resume',
  words: readonly string[],
  flags: GlobalFlags & OutputFlags<typeof suspendFlags>,
  told: Pick<SuspendRequest, 'reason' | 'until'>,
  runtime: Runtime,
): Promise<number> {
  const { entry } = runtime;
  const targets = parseTargets(words, entry);
  const choice = { targets, selector: flags.selector, all: flags.all, allNamespaces: flags['all-namespaces'] };
  if (flags['all-namespaces'] && flags.namespace !== undefined)
    throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
  checkChoice(choice, verb, entry.bin);
  for (const { kind } of targets) checkSuspendable(kind, flags.group, kindsOf(entry));
  const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
  const timeoutMs = parseDuration(flags.timeout, 'timeout');
  const session = await openSession(flags, runtime);
  try {
    return await runSuspend(session, choice, { ...told, suspend: verb === 'suspend', group: flags.group }, runtime, {
      dryRun: flags['dry-run'],
      fieldManager: flags['field-manager'],
      format,
      errorUnchanged: flags['error-unchanged'],
      verbosity: flags.verbosity,
      quiet: flags.quiet,
      waitMs: flags.wait ? timeoutMs : undefined,
      record: await stepRecorder(flags['output-file'], runtime.now),
    });
  } finally {
    session.close();
  }
}
