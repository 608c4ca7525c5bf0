import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { COLOR_MODES, shouldColor } from '../output/color.ts';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import { noHeadersFlag, outputFlag, selectionFlags, timeoutFlag, watchFlag } from './shared/flags.ts';
import { partialWarning, readAll } from './shared/get/read-all.ts';
import { readObjects, type Scope } from './shared/read-objects.ts';
import { openSession } from './shared/session.ts';
import { isAtLeast, statusItem, statusReport } from './shared/status-report.ts';
import { statusRow, statusTable, type StatusRow, type StatusTableOptions } from './shared/status-report-table.ts';
import { parseTargets } from './shared/targets.ts';

const FORMATS = ['table', 'json', 'yaml'] as const;
const FAIL_ON = ['pending', 'degraded', 'failed'] as const;

/** Shows how the objects of a system are. */
export default class Status extends BaseCommand {
  static override summary = 'Show how the objects are: phase, readiness and what is wrong.';
  static override usage = 'status [TYPE [NAME...] | TYPE/NAME...]';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status -A --fail-on failed',
    '<%= config.bin %> status -o json',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and names; default: every type.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    ...selectionFlags,
    output: outputFlag(FORMATS),
    'no-headers': noHeadersFlag,
    'fail-on': Flags.string({ options: FAIL_ON, description: 'End with 1 if anything is in this state, or in a worse one.' }),
    watch: watchFlag,
    timeout: timeoutFlag('-1s'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Status);
    const { runtime } = this;
    const { signal } = runtime;
    const targets = parseTargets(argv.length === 0 ? ['all'] : argv.map(String), runtime.entry);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const all = flags['all-namespaces'];
    const limit = FAIL_ON.find((health) => health === flags['fail-on']);
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (all && targets.some((target) => target.names.length > 0))
      throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    if (flags.watch && limit !== undefined) throw usageError('--fail-on looks once and contradicts --watch', 'use wait');
    if (flags.watch && format === 'yaml') throw usageError('--watch prints lines, not yaml', 'use -o json or the table');
    if (flags.watch && runtime.terminal !== undefined && format === 'table' && timeoutMs !== 0) {
      const { watchOnTerminal } = await import('./shared/live/watch-on-terminal.ts');
      return await watchOnTerminal(flags, runtime, runtime.terminal, targets, timeoutMs);
    }
    const session = await openSession(flags, runtime);
    try {
      const scope: Scope = {
        namespace: all ? undefined : session.namespace,
        selector: flags.selector,
        fieldSelector: flags['field-selector'],
        ignoreNotFound: false,
        partIsWelcome: true,
        signal,
      };
      const { results, leftOut } = await readAll(targets, runtime, (target) => readObjects(session, target, scope));
      const missing = results.flatMap(({ result }) => result.missing);
      const rows = results.flatMap(({ target, result }) =>
        result.found.map((object) => statusRow(statusItem(object), target.kind, runtime.entry)),
      );
      const color = COLOR_MODES.find((mode) => mode === flags.color) ?? 'auto';
      const table = {
        namespaces: all,
        headers: !flags['no-headers'],
        width: runtime.columns,
        paints: shouldColor(color, runtime.env, runtime.columns !== undefined),
      };
      if (leftOut.length > 0) runtime.stderr(partialWarning(leftOut));
      for (const error of missing) runtime.stderr(formatError(error, flags.verbosity));
      if (flags.watch && timeoutMs !== 0 && missing.length === 0 && format !== 'yaml') {
        const [{ watchStatus }, { untilEnded }] = await Promise.all([
          import('./shared/status-report-watch.ts'),
          import('./shared/events/until-ended.ts'),
        ]);
        const options = { scope, format, quiet: flags.quiet, table };
        return await untilEnded(runtime, timeoutMs, (ends) => watchStatus(session, runtime, results, options, ends));
      }
      const isSilent = flags.quiet || missing.length > 0 || leftOut.length > 0;
      await this.#print(rows, format, table, isSilent ? undefined : { namespace: scope.namespace });
      if (leftOut.length > 0) return EXIT.partial;
      if (missing.length > 0) return EXIT.notFound;
      const items = rows.map(({ item }) => item);
      return limit !== undefined && isAtLeast(items, limit) ? EXIT.general : EXIT.ok;
    } finally {
      session.close();
    }
  }

  /** `empty`: what to say where there is nothing; absent to say nothing. */
  async #print(
    rows: readonly StatusRow[],
    format: (typeof FORMATS)[number],
    table: Omit<StatusTableOptions, 'now'>,
    empty: { readonly namespace: string | undefined } | undefined,
  ): Promise<void> {
    const { stdout, stderr, entry, now } = this.runtime;
    if (format !== 'table') {
      const { toJson, toYaml } = await import('../output/print-object.ts');
      const report = statusReport(
        entry.domain,
        rows.map(({ item }) => item),
      );
      stdout(format === 'json' ? toJson(report) : toYaml(report));
    } else if (rows.length > 0) {
      stdout(await statusTable(rows, { ...table, now: now() }));
    } else if (empty !== undefined) {
      stderr(empty.namespace === undefined ? 'No resources found\n' : `No resources found in ${empty.namespace} namespace.\n`);
    }
  }
}
