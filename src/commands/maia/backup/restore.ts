import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { confirm, refuseWithoutTerminal } from '../../shared/confirm.ts';
import { deadline } from '../../shared/deadline.ts';
import { parseDuration } from '../../shared/duration.ts';
import { connectionFlags, outputFileFlag, outputFlag, timeoutFlag, yesFlag } from '../../shared/flags.ts';
import { progress } from '../../shared/progress/progress.ts';
import { openSession } from '../../shared/session.ts';
import { stepRecorder } from '../../shared/step-records.ts';
import { checkArchiveName } from './shared/check-archive-name.ts';
import { instanceArgument } from './shared/instance-argument.ts';
import { reportRestore } from './shared/restore/report-restore.ts';
import type { RestoreState } from './shared/restore/restore-state.ts';
import { checkNewName } from './shared/restore/restore-target.ts';
import { runRestore } from './shared/restore/run-restore.ts';

const FORMATS = ['text', 'json'] as const;

/** Restores a backup. */
export default class BackupRestore extends BaseCommand {
  static override summary = 'Restore a backup: into a new instance, in place, or as a rehearsal.';
  static override description = `--to makes a new instance with the same spec (without its Ingress) and fills its volume; the old one is not touched. --in-place stops the server, sets its data aside, puts the backup in its place, starts the server and removes the old data once it is ready. --rehearse restores into a throw-away instance and removes it again.

What is broken off (Ctrl-C, a lost connection) goes on when the same command is run again, or back with --rollback: an instance has the data from before or from the backup, never something between.`;
  static override usage = 'backup restore INSTANCE --to NEW | --in-place | --rehearse [--from FILE|latest]';
  static override examples = [
    '<%= config.bin %> backup trigger maia-production --wait',
    '<%= config.bin %> backup restore maia-production --rehearse --timeout 10m',
    '<%= config.bin %> backup restore maia-production --to maia-restored --from latest',
    '<%= config.bin %> backup restore maia-production --in-place --wait-running --yes --reason "lost a tenant"',
  ];
  static override args = { instance: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    from: Flags.string({ description: 'File name of the backup. Default: latest.', helpValue: 'FILE' }),
    to: Flags.string({ description: 'Into a new instance of this name.', helpValue: 'NEW' }),
    'in-place': Flags.boolean({ description: 'Replace the data of the instance itself.' }),
    reason: Flags.string({ description: 'Why: kept with the instance, and told in an event.', helpValue: 'TEXT' }),
    rehearse: Flags.boolean({ description: 'Into a throw-away instance.' }),
    rollback: Flags.boolean({ description: 'Go back from a restore that is not finished.' }),
    'wait-running': Flags.boolean({ description: 'Wait for a backup that is being made.' }),
    timeout: timeoutFlag('1h'),
    yes: yesFlag,
    output: outputFlag(FORMATS),
    'output-file': outputFileFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(BackupRestore);
    const { runtime } = this;
    const { entry, signal } = runtime;
    const source = instanceArgument(argv.map(String), entry, 'backup restore');
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const mode = modeOf(flags);
    if (flags.to !== undefined) checkNewName(flags.to, source);
    if (flags.from !== undefined) checkArchiveName(flags.from);
    if (!flags.yes && (mode === 'in-place' || flags.rollback)) refuseWithoutTerminal(`restore of ${source}`, runtime);
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const started = runtime.now();
    const session = await openSession(flags, runtime);
    let waitsFor = 'the API server has not answered';
    const limit = deadline(timeoutMs, signal, () => waitsFor);
    // A question needs the terminal for itself.
    const begin = (): ReturnType<typeof progress> => progress(runtime, 'restoring', { verb: 'restore', record, quiet: flags.quiet });
    let shown = begin();
    let isBegun = false;
    const words = [source, ...(flags.to === undefined ? [] : ['--to', flags.to]), ...(mode === 'in-place' ? ['--in-place'] : [])];
    const again = `${entry.bin} backup restore ${words.join(' ')} -n ${session.namespace}`;
    try {
      const context = {
        session,
        runtime,
        signal: limit.signal,
        reason: flags.reason,
        shown: { step: (name: string) => shown.step(name), close: async () => shown.close() },
        waitsFor: (text: string) => void (waitsFor = text),
        reconcile: async (name: string) => this.#reconcile(name, session.namespace, limit.signal),
      };
      const result = await runRestore(context, {
        source,
        from: flags.from,
        mode,
        to: flags.to,
        rollback: flags.rollback,
        waitRunning: flags['wait-running'],
        confirm: async (question) => {
          if (flags.yes) return;
          await shown.close();
          await confirm(question, runtime);
          shown = begin();
        },
        onBegun: () => void (isBegun = mode !== 'rehearsal'),
      });
      await shown.close();
      await reportRestore(result, { seconds: Math.round((runtime.now() - started) / 1000), format, runtime });
      return EXIT.ok;
    } catch (error) {
      await shown.close();
      if (isBegun && !flags.quiet)
        runtime.stderr(`note: it is not finished: the same command goes on, and this goes back: ${again} --rollback\n`);
      throw error;
    } finally {
      limit.cancel();
      session.close();
    }
  }

  /** Runs `reconcile` for one instance with the connection of this command; what it prints is progress here. */
  async #reconcile(name: string, namespace: string, signal: AbortSignal): Promise<number> {
    const { flags } = await this.parse(BackupRestore);
    const { runtime } = this;
    const { default: Reconcile } = await import('../../reconcile.ts');
    const given = Object.entries(flags).filter(([flag, value]) => flag in connectionFlags && value !== undefined && value !== false);
    const connection = given.flatMap(([flag, value]) =>
      value === true ? [`--${flag}`] : (Array.isArray(value) ? value : [value]).map((one) => `--${flag}=${String(one)}`),
    );
    const argv = [...connection, `--namespace=${namespace}`, `--timeout=${flags.timeout}`, `maiainstances.maia.cuemby.com/${name}`];
    const stdout = flags.quiet ? (): void => undefined : runtime.stderr;
    return await BaseCommand.start(new Reconcile(argv, this.config), { ...runtime, signal, stdout });
  }
}

function modeOf(flags: {
  readonly to: string | undefined;
  readonly 'in-place': boolean;
  readonly rehearse: boolean;
}): RestoreState['mode'] {
  const modes = [
    ...(flags.to === undefined ? [] : ['new' as const]),
    ...(flags['in-place'] ? ['in-place' as const] : []),
    ...(flags.rehearse ? ['rehearsal' as const] : []),
  ];
  const [mode, ...more] = modes;
  if (mode !== undefined && more.length === 0) return mode;
  throw usageError('say where to restore to', 'use one of --to NEW (a new instance), --in-place, --rehearse');
}
