import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { OUTPUT_FORMATS, parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { noHeadersFlag, outputFlag, selectionFlags } from './shared/flags.ts';
import { getObjects } from './shared/get-objects.ts';
import { openSession } from './shared/session.ts';
import { parseTargets } from './shared/targets.ts';

/** Shows objects, as `kubectl get` does. */
export default class Get extends BaseCommand {
  static override summary = 'Show objects.';
  static override usage = 'get TYPE|all [NAME...] | TYPE/NAME...';
  static override examples = ['<%= config.bin %> get all', '<%= config.bin %> get all -A', '<%= config.bin %> get all -o json'];
  static override args = { targets: Args.string({ description: 'Type and names; all is every type.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    ...selectionFlags,
    output: outputFlag(OUTPUT_FORMATS),
    'no-headers': noHeadersFlag,
    'ignore-not-found': Flags.boolean({ description: 'A name that there is not is no error.' }),
    'show-managed-fields': Flags.boolean({ description: 'Keep metadata.managedFields in json and yaml.' }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Get);
    const { runtime } = this;
    const targets = parseTargets(argv.map(String), runtime.entry);
    const format = parseOutputFormat(flags.output ?? 'table', OUTPUT_FORMATS);
    const named = targets.some((target) => target.names.length > 0);
    if (targets.length === 0) throw usageError('get needs a type', `${runtime.entry.bin} get all, or help get`);
    if (flags['all-namespaces'] && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace');
    if (named && flags['all-namespaces']) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    if (named && (flags.selector ?? flags['field-selector']) !== undefined) throw usageError('names and selectors do not mix');
    const session = await openSession(flags, runtime);
    try {
      const missing = await getObjects(session, targets, runtime, {
        format,
        headers: !flags['no-headers'],
        managedFields: flags['show-managed-fields'],
        scope: {
          namespace: flags['all-namespaces'] ? undefined : session.namespace,
          selector: flags.selector,
          fieldSelector: flags['field-selector'],
          ignoreNotFound: flags['ignore-not-found'],
          signal: runtime.signal,
        },
      });
      return missing ? EXIT.notFound : EXIT.ok;
    } finally {
      session.close();
    }
  }
}
