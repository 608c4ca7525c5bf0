import * as Flags from '@oclif/core/flags';
import { DEPLOYMENT } from '../kernel/builtin-types.ts';
import { CliError, usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { SYSTEMS } from '../registry.ts';
import { chooseRights } from './shared/auth/choose-rights.ts';
import { BaseCommand } from './shared/base-command.ts';
import type { CheckResult } from './shared/check/check-result.ts';
import { CHECK_FORMATS, checksJunit, checksReport, checksText } from './shared/check/print-checks.ts';
import { runChecks } from './shared/check/run-checks.ts';
import { deadline } from './shared/deadline.ts';
import { parseDuration } from './shared/duration.ts';
import { outputFlag, selectionFlags, timeoutFlag, waitReadyFlag } from './shared/flags.ts';
import { kindsOf } from './shared/nouns.ts';
import { poll } from './shared/poll.ts';
import { openSession } from './shared/session.ts';
import type { Session } from './shared/session.ts';

/** Commands whose rights are looked at where none are named. */
const USUAL = ['get', 'reconcile'];
const USUAL_BEFORE = ['install', 'reconcile'];

/** Says whether everything is there that the systems need. */
export default class Check extends BaseCommand {
  static override summary = 'Check the cluster: version, APIs, definitions, rights, storage, operators, a trial write.';
  static override description =
    'Nothing is stored. What you may not look at is unknown, and no failure. Rights are warnings, unless --for names the commands that you need them for. Ends with 1 if a check failed.';
  static override usage = 'check [--pre]';
  static override examples = [
    '<%= config.bin %> check',
    '<%= config.bin %> check --pre -o json',
    '<%= config.bin %> check --for get,scale -n default --wait --timeout 30s',
  ];
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    for: Flags.string({ description: 'Commands whose rights you must have, separated by commas.', helpValue: 'COMMANDS' }),
    output: outputFlag(CHECK_FORMATS),
    pre: Flags.boolean({ description: 'Before an installation: what it brings need not be there.' }),
    timeout: timeoutFlag('1m'),
    wait: waitReadyFlag,
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(Check);
    const { runtime } = this;
    const { entry } = runtime;
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    const format = parseOutputFormat(flags.output ?? 'text', CHECK_FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const commands = flags.for === undefined ? (flags.pre ? USUAL_BEFORE : USUAL) : chooseRights([flags.for], entry).commands;
    const session = await openSession(flags, runtime);
    const once = (signal: AbortSignal): Promise<readonly CheckResult[]> =>
      runChecks({
        session,
        runtime,
        signal,
        systems: SYSTEMS.filter(({ id }) => entry.systems.includes(id)),
        kinds: kindsOf(entry),
        pre: flags.pre,
        namespace: all ? undefined : session.namespace,
        commands,
        namedCommands: flags.for !== undefined,
      });
    try {
      const print = (found: readonly CheckResult[]): Promise<void> => this.#print(found, format);
      const results = flags.wait && timeoutMs !== 0 ? await this.#untilGood(session, once, timeoutMs, print) : await once(runtime.signal);
      await print(results);
      return results.some(({ state }) => state === 'failed') ? EXIT.general : EXIT.ok;
    } finally {
      session.close();
    }
  }

  /** Looks again until nothing fails; when the time is over, what was found last is printed. A server that cannot be reached counts as not yet. */
  async #untilGood(
    session: Session,
    once: (signal: AbortSignal) => Promise<readonly CheckResult[]>,
    timeoutMs: number,
    print: (found: readonly CheckResult[]) => Promise<void>,
  ): Promise<readonly CheckResult[]> {
    let results: readonly CheckResult[] = [];
    let failing = `${session.server} does not answer`;
    const limit = deadline(timeoutMs, this.runtime.signal, () => failing);
    try {
      await poll(limit.signal, async () => {
        try {
          await session.during({ verb: 'get' }, () => session.discovery.serves(DEPLOYMENT, { refresh: true, signal: limit.signal }));
          results = await once(limit.signal);
        } catch (error) {
          if (limit.signal.aborted) throw limit.signal.reason;
          if (!(error instanceof CliError) || error.exit !== EXIT.unreachable) throw error;
          failing = error.message;
          return false;
        }
        const failed = results.filter(({ state }) => state === 'failed');
        failing = failed.map(({ check, message }) => `${check}: ${message}`).join('; ');
        return failed.length === 0;
      });
    } catch (error) {
      if (limit.signal.aborted && results.length > 0) await print(results);
      throw error;
    } finally {
      limit.cancel();
    }
    return results;
  }

  async #print(results: readonly CheckResult[], format: (typeof CHECK_FORMATS)[number]): Promise<void> {
    const { stdout, entry } = this.runtime;
    if (format === 'text') stdout(checksText(results));
    else if (format === 'junit') stdout(checksJunit(results));
    else {
      const { toJson } = await import('../output/print-object.ts');
      stdout(toJson(checksReport(entry.domain, results)));
    }
  }
}
