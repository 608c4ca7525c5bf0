import * as Args from '@oclif/core/args';
import { createSystemClock } from '../../cluster/system-clock.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { confirm, refuseWithoutTerminal } from '../shared/confirm.ts';
import { readCrdFiles } from '../shared/crd-files.ts';
import { deadline } from '../shared/deadline.ts';
import { parseDuration } from '../shared/duration.ts';
import { dryRunFlag, outputFileFlag, selectionFlags, timeoutFlag, waitFlag, yesFlag } from '../shared/flags.ts';
import { migratedSystems } from '../shared/migrate/migrated-systems.ts';
import { planSystems } from '../shared/migrate/plan-systems.ts';
import { migrationQuestion, refuseBlocked, runMigration, type PlannedSystem } from '../shared/migrate/run-migration.ts';
import { kindsOf } from '../shared/nouns.ts';
import { openSession } from '../shared/session.ts';
import { stderrLog } from '../shared/stderr-log.ts';
import { stepRecorder } from '../shared/step-records.ts';
import { usageError } from '../../output/cli-error.ts';

/** Moves systems from the upstream operators to this program. */
export default class MigrateApply extends BaseCommand {
  static override servedTypes = 'changed' as const;
  static override summary = 'Take systems over from the upstream operators: stop those, adopt definitions and children.';
  static override description =
    'In this order: the upstream operator is scaled to 0 and its pods waited for, the definitions are taken over, then the fields of the children, without changing any value. Nothing is deleted. It may be run again wherever it was broken off; migrate rollback starts the upstream operator again. With -n, only children in that namespace are taken over.';
  static override usage = 'migrate apply SYSTEM...|all';
  static override examples = [
    '<%= config.bin %> migrate apply all --dry-run',
    '<%= config.bin %> migrate apply all --dry-run=server',
    '<%= config.bin %> migrate apply all --yes --wait --timeout 5m',
  ];
  static override args = {
    systems: Args.string({ description: 'Systems, or all.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    'dry-run': dryRunFlag,
    'output-file': outputFileFlag,
    timeout: timeoutFlag('5m'),
    wait: waitFlag,
    yes: yesFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(MigrateApply);
    const { runtime } = this;
    const { entry, now, root } = runtime;
    if (flags['all-namespaces'] && flags.namespace !== undefined) {
      throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    }
    const dryRun = flags['dry-run'];
    const systems = migratedSystems(entry, argv.map(String), { required: true });
    if (dryRun === 'none' && !flags.yes) refuseWithoutTerminal('migrate apply stops the operators that run now', runtime);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const record = await stepRecorder(flags['output-file'], now);
    const files = await readCrdFiles(root, kindsOf({ ...entry, systems: systems.map(({ id }) => id) }));
    const session = await openSession(flags, runtime);
    let what = 'the API server';
    let limit = deadline(timeoutMs === 0 ? -1 : timeoutMs, runtime.signal, () => `waiting for ${what}`);
    try {
      const plan = async (): Promise<readonly PlannedSystem[]> =>
        planSystems(session, systems, { files, namespace: flags.namespace, now: now(), signal: limit.signal });
      const planned = await plan();
      refuseBlocked(planned, entry.bin);
      if (dryRun === 'none' && !flags.yes) {
        // Nobody's time runs while a person thinks.
        limit.cancel();
        await confirm(migrationQuestion(planned), runtime);
        limit = deadline(timeoutMs === 0 ? -1 : timeoutMs, runtime.signal, () => `waiting for ${what}`);
      }
      const clock = createSystemClock({ holdsProcess: true });
      const log = stderrLog({ write: runtime.stderr, now, verbosity: flags.verbosity, format: 'text' });
      const { bin } = entry;
      const code = await runMigration(planned, {
        session,
        replan: plan,
        taker: { session, clock, log, identity: 'migrate', bin, tell: runtime.stderr },
        files,
        dryRun,
        bin,
        wait: flags.wait,
        now,
        signal: limit.signal,
        print: runtime.stdout,
        waiting: (text) => {
          what = text;
        },
        warn: (text) => runtime.stderr(`warning: ${text}\n`),
        record,
      });
      if (dryRun === 'none' && !flags.quiet) runtime.stderr(`next: ${bin} install operator --adopt, or ${bin} reconcile -A from here\n`);
      return code;
    } finally {
      limit.cancel();
      session.close();
    }
  }
}
