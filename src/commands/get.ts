import { readFile } from 'node:fs/promises';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { COLOR_MODES, shouldColor } from '../output/color.ts';
import { EXIT } from '../output/exit-codes.ts';
import type { JsonPath } from '../output/json-path/json-path.ts';
import { OUTPUT_SPEC_FORMS, parseOutputSpec } from '../output/output-spec.ts';
import { isTable, printerFor } from '../output/printers/printer-for.ts';
import type { WhereFilter } from '../output/where/where-filter.ts';
import { BaseCommand } from './shared/base-command.ts';
import { deadline } from './shared/deadline.ts';
import { parseDuration } from './shared/duration.ts';
import { ignoreNotFoundFlag, labelColumnsFlag, noHeadersFlag, outputFlag, selectionFlags, timeoutFlag, watchFlag } from './shared/flags.ts';
import { getObjects } from './shared/get-objects.ts';
import { DEFAULT_CHUNK } from './shared/get/list-pages.ts';
import { Interruption } from './shared/interruption.ts';
import { openSession } from './shared/session.ts';
import { parseTargets } from './shared/targets.ts';
import type { Target } from './shared/targets.ts';

async function sortPath(text: string | undefined): Promise<JsonPath | undefined> {
  if (text === undefined) return undefined;
  const { parseJsonPath } = await import('../output/json-path/parse-json-path.ts');
  return parseJsonPath(text);
}

async function wherePart(text: string | undefined): Promise<WhereFilter | undefined> {
  if (text === undefined) return undefined;
  const [{ parseWhere }, { whereFilter }] = await Promise.all([
    import('../output/where/parse-where.ts'),
    import('../output/where/where-filter.ts'),
  ]);
  return whereFilter(parseWhere(text));
}

/** Shows objects, as `kubectl get` does. */
export default class Get extends BaseCommand {
  static override summary = 'Show objects, and with -w how they change.';
  static override description =
    'An expression of --where compares (==, !=, <, <=, >, >=) what objects have at paths, as -o jsonpath writes them, with texts in quotes, numbers, true and false; a path alone asks whether something is there that is not false. !, &&, || and brackets join. Of several values at a path one is enough; != is the opposite of ==. Quantities are ordered by amount (1Gi > 900Mi), other texts as people do.';
  static override usage = 'get TYPE|all [NAME...] | TYPE/NAME...';
  static override examples = [
    '<%= config.bin %> get all',
    '<%= config.bin %> get all -A -o wide --show-labels',
    '<%= config.bin %> get all --sort-by=.metadata.creationTimestamp -o custom-columns=NAME:.metadata.name,PHASE:.status.phase',
    '<%= config.bin %> get all -o jsonpath={..metadata.name}',
    `<%= config.bin %> get all -A --where '.status.phase != "Running" && !.spec.suspended'`,
  ];
  static override args = { targets: Args.string({ description: 'Type and names; all is every type.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    ...selectionFlags,
    where: Flags.string({ description: 'Only objects for which this expression holds.', helpValue: 'EXPRESSION' }),
    output: outputFlag(OUTPUT_SPEC_FORMS),
    watch: watchFlag,
    'watch-only': Flags.boolean({ description: 'Show changes only, not what there is.' }),
    'output-watch-events': Flags.boolean({ description: 'Say with each change whether it is ADDED, MODIFIED or DELETED.' }),
    timeout: timeoutFlag('-1s'),
    'sort-by': Flags.string({ description: 'Order by this field, a JSONPath like .metadata.name.', helpValue: 'PATH' }),
    'label-columns': labelColumnsFlag,
    'show-labels': Flags.boolean({ description: 'All labels in a last column.' }),
    'show-kind': Flags.boolean({ description: 'The type before each name.' }),
    'no-headers': noHeadersFlag,
    'chunk-size': Flags.integer({
      default: DEFAULT_CHUNK,
      min: 0,
      description: 'Objects asked for at once; 0 asks for all.',
      helpValue: 'N',
    }),
    'ignore-not-found': ignoreNotFoundFlag,
    'show-managed-fields': Flags.boolean({ description: 'Keep metadata.managedFields in json and yaml.' }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Get);
    const { runtime } = this;
    const { signal } = runtime;
    const targets = parseTargets(argv.map(String), runtime.entry);
    const watches = flags.watch || flags['watch-only'];
    this.#check(targets, flags, watches);
    const format = await parseOutputSpec(flags.output ?? 'table', (path) => readFile(path, 'utf8'));
    const printer = isTable(format)
      ? undefined
      : await printerFor(format, {
          headers: !flags['no-headers'],
          managedFields: flags['show-managed-fields'],
          compact: flags['output-watch-events'],
        });
    const sortBy = await sortPath(flags['sort-by']);
    const where = await wherePart(flags.where);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const color = COLOR_MODES.find((mode) => mode === flags.color) ?? 'auto';
    const session = await openSession(flags, runtime);
    const limit = deadline(timeoutMs, signal, () => '--timeout was for how long to watch');
    try {
      return await getObjects(session, targets, runtime, {
        printer,
        wide: format.is === 'wide',
        sortBy,
        whereBlanks: where?.blanks,
        headers: !flags['no-headers'],
        labels: (flags['label-columns'] ?? []).flatMap((list) => list.split(',').filter(Boolean)),
        showLabels: flags['show-labels'],
        showKind: flags['show-kind'],
        paints: shouldColor(color, runtime.env, runtime.columns !== undefined),
        quiet: flags.quiet,
        verbosity: flags.verbosity,
        ...(watches && { watch: { only: flags['watch-only'], events: flags['output-watch-events'], signal: limit.signal } }),
        scope: {
          namespace: flags['all-namespaces'] ? undefined : session.namespace,
          selector: flags.selector,
          fieldSelector: flags['field-selector'],
          where: where?.holds,
          ignoreNotFound: flags['ignore-not-found'],
          chunkSize: flags['chunk-size'],
          partIsWelcome: true,
          signal,
        },
      });
    } catch (error) {
      // Who watches ends it by a signal: nothing was left undone.
      if (watches && signal.aborted && signal.reason instanceof Interruption) return EXIT.ok;
      throw error;
    } finally {
      limit.cancel();
      session.close();
    }
  }

  #check(
    targets: readonly Target[],
    flags: {
      readonly namespace?: string | undefined;
      readonly 'all-namespaces': boolean;
      readonly selector?: string | undefined;
      readonly 'field-selector'?: string | undefined;
      readonly where?: string | undefined;
      readonly 'output-watch-events': boolean;
    },
    watches: boolean,
  ): void {
    const all = flags['all-namespaces'];
    const named = targets.some((target) => target.names.length > 0);
    if (targets.length === 0) throw usageError('get needs a type', `${this.runtime.entry.bin} get all, or help get`);
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (named && all) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    if (named && (flags.selector ?? flags['field-selector']) !== undefined)
      throw usageError('names and selectors do not mix', 'give the names, or select with -l');
    if (named && flags.where !== undefined) throw usageError('names and --where do not mix', 'give the names, or select with --where');
    if (flags['output-watch-events'] && !watches) throw usageError('--output-watch-events needs --watch or --watch-only');
  }
}
