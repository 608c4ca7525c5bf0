import { isApiError } from '../../../../cluster/api-error.ts';
import { findCondition } from '../../../../kernel/condition.ts';
import type { Condition } from '../../../../kernel/condition.ts';
import { isJsonObject } from '../../../../kernel/json.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { resourceName } from '../../../../output/resource-line.ts';
import { atPath } from '../../../shared/change/at-path.ts';
import { deadline } from '../../../shared/deadline.ts';
import type { KindIdentity } from '../../../shared/kind-identity.ts';
import { poll } from '../../../shared/poll.ts';
import { progress } from '../../../shared/progress/progress.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import { keyFor } from '../../../shared/change/change-object.ts';
import type { Session } from '../../../shared/session.ts';
import type { StepRecord } from '../../../shared/step-records.ts';
import { isNewerThan } from '../../../shared/wait/freshness.ts';
import { whyCommand } from '../../../shared/wait/wait-words.ts';
import { readKeySecrets } from './key-secrets.ts';
import type { KeySecrets } from './key-secrets.ts';

export interface WaitForKeysOptions {
  readonly kind: KindIdentity;
  /** What our own write returned: nothing older is believed. */
  readonly wrote: KubeObject;
  /** The Secrets that are looked at. */
  readonly secrets: readonly string[];
  /** What is not as it should be yet, in words; undefined where everything is. */
  readonly pending: (secrets: KeySecrets) => string | undefined;
  /** 0 looks once, negative waits forever. */
  readonly timeoutMs: number;
  readonly runtime: Runtime;
  readonly quiet: boolean;
  readonly record: (record: StepRecord) => Promise<void>;
}

/** What the operator says against it: of the conditions Synced and Ready the first that is not True, else the phase. */
function complaint(tenant: KubeObject): string | undefined {
  const list = atPath(tenant, ['status', 'conditions']);
  const conditions = Array.isArray(list) ? (list as readonly Condition[]).filter(isJsonObject) : [];
  const bad = ['Synced', 'Ready'].map((type) => findCondition(conditions, type)).find((found) => found?.status === 'False');
  return bad === undefined ? undefined : `${bad.type} is ${bad.status} (${bad.reason}): ${bad.message}`;
}

function isFailed(tenant: KubeObject, wrote: KubeObject): boolean {
  return atPath(tenant, ['status', 'phase']) === 'Failed' && isNewerThan(tenant, wrote);
}

/**
 * Waits until the Secrets of a tenant are as they should be. Throws a CliError: 9 once the tenant has failed, 4 when it is gone, 124 when the
 * time is over, with what is missing and what the operator says. Nothing is undone.
 */
export async function waitForKeys(session: Session, options: WaitForKeysOptions): Promise<void> {
  const { kind, wrote, runtime, timeoutMs, pending } = options;
  const { name, namespace = '' } = wrote.metadata;
  const key = keyFor(kind, name, namespace);
  const subject = `${resourceName(wrote)} in namespace ${namespace}`;
  const fix = whyCommand({ type: kind, key }, runtime.entry);
  let why = 'nothing has been seen of it yet';
  const failed = (exit: CliError['exit'], message: string, more = ''): CliError =>
    new CliError({ exit, message, why, fix: `${more}${fix}` });
  const overdue = (after: string): CliError =>
    failed(EXIT.timeout, `${after}: the keys of ${subject} are not as asked for`, 'wait longer with --timeout, or look: ');
  const shown = progress(runtime, 'waiting', { verb: 'wait', record: options.record, quiet: options.quiet, lines: false });
  const step = shown.step(resourceName(wrote));

  const look = async (signal: AbortSignal): Promise<boolean> => {
    const tenant = await session.during({ verb: 'get', type: kind, ...key }, async () => {
      try {
        return await session.api.get(kind, key, { signal });
      } catch (error) {
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }
    });
    if (tenant?.metadata.uid !== wrote.metadata.uid) throw failed(EXIT.notFound, `${subject} was deleted while it was waited for`);
    const missing = pending(await readKeySecrets(session, tenant, signal, options.secrets));
    if (missing === undefined) return true;
    why = [missing, complaint(tenant)].filter((text) => text !== undefined).join('; ');
    if (isFailed(tenant, wrote)) throw failed(EXIT.failedState, `${subject} failed, and waiting will not change that`);
    step.say(why);
    return false;
  };

  const limit = deadline(timeoutMs === 0 ? -1 : timeoutMs, runtime.signal, () => why);
  try {
    if (timeoutMs === 0) {
      if (!(await look(runtime.signal))) throw overdue('looked once');
    } else {
      await poll(limit.signal, () => look(limit.signal));
    }
    step.done('keys as asked for');
  } catch (error) {
    const isOver = limit.signal.aborted && !runtime.signal.aborted;
    const told = isOver ? overdue(`timed out after ${timeoutMs / 1000}s`) : error;
    step.failed(told);
    if (runtime.signal.aborted && !options.quiet) {
      runtime.stderr(`note: nothing was undone; look again: ${runtime.entry.bin} keys list ${name} -n ${namespace}\n`);
    }
    throw told;
  } finally {
    limit.cancel();
    await shown.close();
  }
}
