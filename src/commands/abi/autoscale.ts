import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { HORIZONTAL_POD_AUTOSCALER } from '../../kernel/builtin-types.ts';
import { usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { parseOutputFormat } from '../../output/output-format.ts';
import { WRITE_FORMATS } from '../shared/apply/written-objects.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { outputFlag } from '../shared/flags.ts';
import { keyFor } from '../shared/change/change-object.ts';
import { openSession } from '../shared/session.ts';
import { autoscaleChange } from './shared/autoscale/autoscale-change.ts';
import { autoscalingReport } from './shared/autoscale/autoscaling-report.ts';
import { printAutoscaling } from './shared/autoscale/print-autoscaling.ts';
import { changeFlags, changeInstance, instanceTerms } from './shared/change-instance.ts';
import { oneInstance } from './shared/instance-words.ts';
import { listIfAllowed } from './shared/read-if-allowed.ts';
import { readNamed } from '../shared/read-named.ts';

const USAGE = 'autoscale NAME [--min N] [--max N] [--cpu PERCENT] | --off';
const SHOW_FORMATS = ['table', 'json'] as const;

/** Shows or sets the autoscaling of an instance. */
export default class Autoscale extends BaseCommand {
  static override summary = 'Show who owns the number of pods of an instance, or let an autoscaler own it.';
  static override description =
    'Without flags it shows the state of the autoscaler. With an autoscaler spec.replicas is only the number to begin with, and 0 pauses it; --off gives spec.replicas the say again. What is not named stays as it is.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> autoscale abi-production -n abi',
    '<%= config.bin %> autoscale my-abi --min 1 --max 4 --cpu 70 --plan',
    '<%= config.bin %> autoscale abi-production -n abi --off --dry-run=server',
  ];
  static override args = { words: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    min: Flags.integer({ min: 1, max: 100, description: 'Least pods.', helpValue: 'N' }),
    max: Flags.integer({ min: 1, max: 100, description: 'Most pods.', helpValue: 'N' }),
    cpu: Flags.integer({
      min: 1,
      max: 100,
      description: 'CPU that the pods should use, in per cent of their request.',
      helpValue: 'PERCENT',
    }),
    off: Flags.boolean({ description: 'Take the autoscaler away.' }),
    ...changeFlags,
    output: outputFlag(['table', ...WRITE_FORMATS]),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Autoscale);
    const { runtime } = this;
    const { kind, name } = oneInstance(argv.map(String), runtime.entry, USAGE);
    const { min, max, cpu, off } = flags;
    const sets = min !== undefined || max !== undefined || cpu !== undefined;
    if (off && sets) throw usageError('--off contradicts --min, --max and --cpu', 'give --off alone, or the numbers');
    if (!off && !sets) {
      const idle = (['plan', 'wait', 'error-unchanged', 'force-conflicts'] as const).find((flag) => flags[flag]);
      if (idle !== undefined) throw usageError(`--${idle} has nothing to do: nothing would change`, 'give --min, --max, --cpu or --off');
    }
    const shows = !off && !sets;
    const shown = shows ? parseOutputFormat(flags.output ?? 'table', SHOW_FORMATS) : undefined;
    const terms = await instanceTerms(shows ? { ...flags, output: undefined } : flags, runtime);
    const session = await openSession(flags, runtime);
    try {
      const { signal } = runtime;
      const autoscalers = (await listIfAllowed(session, HORIZONTAL_POD_AUTOSCALER, session.namespace, signal)) ?? [];
      if (shown !== undefined) {
        const key = keyFor(kind, name, session.namespace);
        const live = await readNamed(session, kind, key, signal);
        await printAutoscaling(autoscalingReport(live, autoscalers), runtime, shown === 'json');
        return EXIT.ok;
      }
      const request = { min, max, cpu, off, force: flags['force-conflicts'], now: runtime.now(), autoscalers };
      return await changeInstance(session, name, autoscaleChange(request), terms, runtime);
    } finally {
      session.close();
    }
  }
}
