import * as Args from '@oclif/core/args';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { outputFlag, selectionFlags } from './shared/flags.ts';
import { describeObjects } from './shared/describe-object/describe-objects.ts';
import { openSession } from './shared/session.ts';
import { parseTargets } from './shared/targets.ts';

const FORMATS = ['text', 'json', 'yaml'] as const;

/** Shows all that can be read about objects. */
export default class Describe extends BaseCommand {
  static override summary = 'Show all about an object: spec, conditions, what belongs to it, what it needs, events.';
  static override description = 'Of Secrets the names of the keys are shown, never a value. What you may not read is told as such.';
  static override usage = 'describe TYPE [NAME...] | TYPE/NAME...';
  static override examples = [
    '<%= config.bin %> describe maiainstance maia',
    '<%= config.bin %> describe maiainstance/maia -o yaml',
    '<%= config.bin %> describe maiainstances --selector app=notes',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and names; without names: all.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    selector: selectionFlags.selector,
    'all-namespaces': selectionFlags['all-namespaces'],
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Describe);
    const { runtime } = this;
    const { bin } = runtime.entry;
    const targets = parseTargets(argv.map(String), runtime.entry);
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const named = targets.some(({ names }) => names.length > 0);
    const all = flags['all-namespaces'];
    if (targets.length === 0) throw usageError('describe needs a type', `${bin} describe TYPE NAME, or help describe`);
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (named && all) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    if (named && flags.selector !== undefined) throw usageError('names and selectors do not mix', 'give the names, or select with -l');
    const session = await openSession(flags, runtime);
    try {
      const { missing, isPartial } = await describeObjects(session, targets, runtime, {
        format,
        quiet: flags.quiet,
        scope: {
          namespace: all ? undefined : session.namespace,
          selector: flags.selector,
          ignoreNotFound: false,
          partIsWelcome: true,
          signal: runtime.signal,
        },
      });
      for (const error of missing) runtime.stderr(formatError(error, flags.verbosity));
      return isPartial ? EXIT.partial : (missing[0]?.exit ?? EXIT.ok);
    } finally {
      session.close();
    }
  }
}
