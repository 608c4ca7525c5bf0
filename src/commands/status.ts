import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { formatAge } from '../output/age.ts';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { formatTable } from '../output/table.ts';
import { BaseCommand } from './shared/base-command.ts';
import { noHeadersFlag, outputFlag, selectionFlags } from './shared/flags.ts';
import { forServed } from './shared/for-served.ts';
import { readObjects } from './shared/read-objects.ts';
import { openSession } from './shared/session.ts';
import { isAtLeast, shortName, statusItem, statusReport } from './shared/status-report.ts';
import type { StatusItem } from './shared/status-report.ts';
import { parseTargets } from './shared/targets.ts';

const FORMATS = ['table', 'json', 'yaml'] as const;
const FAIL_ON = ['pending', 'degraded', 'failed'] as const;

/** A row of the table, with what only the table needs. */
interface Row {
  readonly item: StatusItem;
  readonly label: string;
}

/** Shows how the objects of a system are. */
export default class Status extends BaseCommand {
  static override summary = 'Show how the objects are: phase, readiness and what is wrong.';
  static override usage = 'status [TYPE [NAME...] | TYPE/NAME...]';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status -A --fail-on degraded',
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
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Status);
    const { runtime } = this;
    const targets = parseTargets(argv.length === 0 ? ['all'] : argv.map(String), runtime.entry);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace');
    if (all && targets.some((target) => target.names.length > 0))
      throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    const session = await openSession(flags, runtime);
    try {
      const namespace = all ? undefined : session.namespace;
      const scope = {
        namespace,
        selector: flags.selector,
        fieldSelector: flags['field-selector'],
        ignoreNotFound: false,
        signal: runtime.signal,
      };
      const results = await forServed(targets, runtime, (target) => readObjects(session, target, scope));
      const rows = results.flatMap(({ target, result }) =>
        result.found.map((object): Row => {
          const item = statusItem(object);
          return { item, label: shortName(item, target.kind) };
        }),
      );
      const missing = results.flatMap(({ result }) => result.missing);
      await this.#print(rows, format, { namespaces: all, headers: !flags['no-headers'], empty: missing.length === 0, namespace });
      for (const error of missing) runtime.stderr(formatError(error, 0));
      if (missing.length > 0) return EXIT.notFound;
      const limit = FAIL_ON.find((health) => health === flags['fail-on']);
      return limit !== undefined &&
        isAtLeast(
          rows.map(({ item }) => item),
          limit,
        )
        ? EXIT.general
        : EXIT.ok;
    } finally {
      session.close();
    }
  }

  async #print(
    rows: readonly Row[],
    format: (typeof FORMATS)[number],
    options: { namespaces: boolean; headers: boolean; empty: boolean; namespace: string | undefined },
  ): Promise<void> {
    const { stdout, stderr, entry, columns, now } = this.runtime;
    if (format !== 'table') {
      const { toJson, toYaml } = await import('../output/print-object.ts');
      const report = statusReport(
        entry.domain,
        rows.map(({ item }) => item),
      );
      stdout(format === 'json' ? toJson(report) : toYaml(report));
      return;
    }
    if (rows.length === 0) {
      if (options.empty)
        stderr(options.namespace === undefined ? 'No resources found\n' : `No resources found in ${options.namespace} namespace.\n`);
      return;
    }
    const headers = ['NAME', 'PHASE', 'READY', 'REASON', 'MESSAGE', 'AGE'].map((header) => ({ header, freeText: header === 'MESSAGE' }));
    const cells = rows.map(({ item, label }) => {
      const age = formatAge(now() - Date.parse(item.created));
      const row = [label, item.phase, item.ready, item.reason, item.message, age];
      return options.namespaces ? [item.namespace ?? '', ...row] : row;
    });
    const shown = options.namespaces ? [{ header: 'NAMESPACE' }, ...headers] : headers;
    stdout(await formatTable(shown, cells, { headers: options.headers, width: columns }));
  }
}
