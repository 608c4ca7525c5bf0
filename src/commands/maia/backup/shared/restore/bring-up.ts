import { isJsonObject } from '../../../../../kernel/json.ts';
import type { JsonObject } from '../../../../../kernel/json.ts';
import { maiaInstance } from '../../../../../kinds/maia/maia-instance.ts';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import type { ExitCode } from '../../../../../output/exit-codes.ts';
import { operatorWarnings } from '../../../../shared/apply/operator-warnings.ts';
import { poll } from '../../../../shared/poll.ts';
import type { BackupInstance } from '../backup-instance.ts';
import type { RestoreContext } from './restore-context.ts';

function readyWords(status: JsonObject): string {
  const { conditions } = status;
  const ready = Array.isArray(conditions) ? conditions.filter(isJsonObject).find(({ type }) => type === 'Ready') : undefined;
  const message = ready?.['message'];
  return typeof message === 'string' ? message : 'nothing has acted on it yet';
}

/**
 * Waits until a new instance is running: by the operator where one runs, else from this machine. That is asked each time, since the lease of
 * a loop that has died looks for a while as if somebody was at work. Throws a CliError: 9 where a person must act, and what `reconcile` ends with.
 */
export async function bringUp(context: RestoreContext, target: BackupInstance, say: (text: string) => void): Promise<void> {
  const { session, runtime, signal } = context;
  const { name, namespace } = target;
  const key = { name, namespace };
  const fix = `${runtime.entry.bin} why instance ${name} -n ${namespace}`;
  await poll(signal, async () => {
    const live = await session.during({ verb: 'get', type: maiaInstance, ...key }, () => session.api.get(maiaInstance, key, { signal }));
    const status = isJsonObject(live['status']) ? live['status'] : {};
    if (status['phase'] === 'Running') return true;
    const words = readyWords(status);
    say(words);
    if (status['phase'] === 'Failed') {
      const message = `MaiaInstance ${name} in namespace ${namespace} cannot become ready`;
      throw new CliError({ exit: EXIT.failedState, message, why: words, fix });
    }
    const written = [{ system: maiaInstance.system, namespace }];
    if ((await operatorWarnings(session, written, { now: runtime.now(), signal })).length === 0) return false;
    say('no operator runs: it is reconciled from here');
    const code = await context.reconcile(name);
    signal.throwIfAborted();
    if (code === EXIT.ok || code === EXIT.conflict) return false;
    const message = `MaiaInstance ${name} in namespace ${namespace} did not become ready`;
    throw new CliError({ exit: code as ExitCode, message, why: 'see above', fix });
  });
}
