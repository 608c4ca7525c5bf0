import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { outputFlag, selectionFlags } from './shared/flags.ts';
import { openSession } from './shared/session.ts';
import { parseTargets } from './shared/targets.ts';
import { explainObjects } from './shared/why/explain-objects.ts';
import { whyExit } from './shared/why/why-report.ts';

const FORMATS = ['text', 'json', 'yaml', 'mermaid'] as const;

/** Finds why objects are not ready. */
export default class Why extends BaseCommand {
  static override summary = 'Find why an object is not ready: the chain of causes to the root, and one command that helps.';
  static override description =
    'Reads only. Ends with 0 when nothing blocks it, 1 when something does, 9 when it has failed for good. Words in capitals in the command are yours to fill in.';
  static override usage = 'why TYPE NAME... | TYPE/NAME... | --all';
  static override examples = [
    '<%= config.bin %> why maiainstance maia',
    '<%= config.bin %> why --all',
    '<%= config.bin %> why maiainstance/maia -o mermaid',
  ];
  static override args = { targets: Args.string({ description: 'Type and names.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    all: Flags.boolean({ description: 'Every object that is not ready.' }),
    'all-namespaces': selectionFlags['all-namespaces'],
    selector: selectionFlags.selector,
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Why);
    const { runtime } = this;
    const { bin } = runtime.entry;
    const every = flags['all-namespaces'];
    const words = argv.map(String);
    if (words.length === 0 && !flags.all) throw usageError('why needs an object', `${bin} why TYPE NAME, or ${bin} why --all`);
    const targets = parseTargets(words.length === 0 ? ['all'] : words, runtime.entry);
    const named = targets.some(({ names }) => names.length > 0);
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    if (named && flags.all) throw usageError('--all contradicts a name', 'give the name, or --all');
    if (every && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (named && every) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    if (named && flags.selector !== undefined) throw usageError('names and selectors do not mix', 'give the names, or select with -l');
    const session = await openSession(flags, runtime);
    try {
      const { items, missing, isPartial } = await explainObjects(session, targets, runtime, {
        format,
        onlyIll: !named,
        quiet: flags.quiet,
        scope: {
          namespace: every ? undefined : session.namespace,
          selector: flags.selector,
          ignoreNotFound: false,
          partIsWelcome: true,
          signal: runtime.signal,
        },
      });
      for (const error of missing) runtime.stderr(formatError(error, flags.verbosity));
      return isPartial ? EXIT.partial : (missing[0]?.exit ?? whyExit(items));
    } finally {
      session.close();
    }
  }
}
