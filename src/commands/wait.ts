import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CliError, usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { deadline } from './shared/deadline.ts';
import { parseDuration } from './shared/duration.ts';
import { outputFileFlag, outputFlag, selectionFlags, timeoutFlag } from './shared/flags.ts';
import { openSession } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { parseTargets } from './shared/targets.ts';
import { findTargets } from './shared/wait/find-targets.ts';
import { metPrinter } from './shared/wait/met-printer.ts';
import { parseWaitCondition } from './shared/wait/wait-condition.ts';
import { waitFor } from './shared/wait/wait-for.ts';

const FORMATS = ['name', 'json', 'yaml'] as const;

/** Waits until objects are as they should be. */
export default class Wait extends BaseCommand {
  static override summary = 'Wait until objects are ready, gone, or as a condition says.';
  static override description =
    'Ends with 9 as soon as an object has failed, with 4 when it is gone, with 124 when the time is over. A status that speaks of an older spec does not count.';
  static override usage = 'wait TYPE/NAME... | TYPE [NAME...] | all --for CONDITION';
  static override examples = [
    '<%= config.bin %> wait all --for=ready --timeout=2m',
    '<%= config.bin %> wait maiainstance/maia --for=jsonpath={.status.phase}=Running',
    '<%= config.bin %> wait maiainstance/old --for=deleted --timeout=30s',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and names; without names, every object of the type.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    ...selectionFlags,
    for: Flags.string({
      description: 'ready, suspended, succeeded, deleted, condition=TYPE[=STATUS] or jsonpath=PATH[=VALUE].',
      helpValue: 'CONDITION',
    }),
    all: Flags.boolean({ description: 'Until all of them are so. The default.', exclusive: ['any'] }),
    any: Flags.boolean({ description: 'Until one of them is so.' }),
    output: outputFlag(FORMATS),
    'output-file': outputFileFlag,
    timeout: timeoutFlag('30s'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Wait);
    const { runtime } = this;
    const all = flags['all-namespaces'];
    const targets = parseTargets(argv.map(String), runtime.entry);
    const isNamed = targets.some((target) => target.names.length > 0);
    if (targets.length === 0) throw usageError('wait needs a type', `${runtime.entry.bin} wait TYPE/NAME --for=ready`);
    if (flags.for === undefined) throw usageError('wait needs --for', 'say what to wait for: --for=ready');
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (isNamed && all) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    if (isNamed && (flags.selector ?? flags['field-selector']) !== undefined)
      throw usageError('names and selectors do not mix', 'give the names, or select with -l');
    const condition = parseWaitCondition(flags.for);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, FORMATS);
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const startedAt = performance.now();
    const session = await openSession(flags, runtime);
    const printer = metPrinter(runtime, { format, isSingle: isNamed && targets.length === 1 && targets[0]?.names.length === 1 });
    try {
      const limit = deadline(timeoutMs === 0 ? -1 : timeoutMs, runtime.signal, () => 'the API server has not answered');
      const found = await findTargets(session, targets, runtime, {
        namespace: all ? undefined : session.namespace,
        selector: flags.selector,
        fieldSelector: flags['field-selector'],
        ignoreNotFound: false,
        signal: limit.signal,
      }).finally(limit.cancel);
      if (found.length === 0) {
        if (condition.is === 'deleted') return EXIT.ok;
        const where = all ? 'in any namespace' : `in namespace ${session.namespace}`;
        const fix = `${runtime.entry.bin} get all ${all ? '-A' : `-n ${session.namespace}`}`;
        throw new CliError({ exit: EXIT.notFound, message: `there is nothing to wait for ${where}`, fix });
      }
      await waitFor(session, found, condition, {
        timeoutMs,
        spentMs: performance.now() - startedAt,
        mode: flags.any ? 'any' : 'all',
        runtime,
        signal: runtime.signal,
        record: flags['output-file'] === undefined ? undefined : record,
        quiet: flags.quiet,
        onMet: printer.met,
      });
      return EXIT.ok;
    } finally {
      session.close();
      await printer.close();
    }
  }
}
