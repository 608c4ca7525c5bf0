import { parseOutputFormat } from '../../output/output-format.ts';
import { formatTable } from '../../output/table.ts';
import { SYSTEMS } from '../../registry.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { noHeadersFlag, outputFlag, systemsFlag } from '../shared/flags.ts';
import { kindsOf } from '../shared/nouns.ts';
import { openSession } from '../shared/session.ts';
import { chooseSystems } from '../shared/systems.ts';
import { findManagers, type FoundManager } from './shared/find-managers.ts';
import { missingRights } from './shared/missing-rights.ts';
import { OPERATOR_COLUMNS, operatorItems, operatorRow, type ManagerFacts, type OperatorItem } from './shared/operator-report.ts';
import { readErrors } from './shared/read-errors.ts';

const FORMATS = ['table', 'json', 'yaml'] as const;

/** Says who reconciles each system, and how it does. */
export default class OperatorStatus extends BaseCommand {
  static override summary = 'Show who reconciles each system: Deployment, version, lease, rights, failures.';
  static override description =
    'Looks in all namespaces, or in the one that -n names. A loop on a laptop shows by its lease. Rights are asked for as the service account of the operator; failures are read from its metrics. What you may not look at is unknown, and no error.';
  static override usage = 'operator status';
  static override examples = [
    '<%= config.bin %> operator status',
    '<%= config.bin %> operator status --systems maia -o json',
    '<%= config.bin %> operator status -n aistack-system -o yaml',
  ];
  static override flags = { 'no-headers': noHeadersFlag, output: outputFlag(FORMATS), systems: systemsFlag };

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(OperatorStatus);
    const { runtime } = this;
    const { signal } = runtime;
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const entry = chooseSystems(runtime.entry, flags.systems);
    const session = await openSession(flags, runtime);
    try {
      const systems = SYSTEMS.filter(({ id }) => entry.systems.includes(id));
      const found = await findManagers(session, systems, { now: runtime.now(), namespace: flags.namespace, signal });
      const items: OperatorItem[] = [];
      for (const one of found) {
        const facts = new Map<FoundManager, ManagerFacts>();
        for (const manager of one.managers) {
          const kinds = kindsOf({ ...entry, systems: [one.system.id] });
          const rights = manager.isOurs ? await missingRights(session, manager, kinds, signal) : undefined;
          facts.set(manager, { missingRights: rights, errors: await readErrors(session, manager, signal) });
        }
        items.push(...operatorItems(one, (manager) => facts.get(manager) ?? { missingRights: undefined, errors: undefined }));
      }
      if (format === 'table') {
        const options = { headers: !flags['no-headers'], width: runtime.columns };
        runtime.stdout(await formatTable(OPERATOR_COLUMNS, items.map(operatorRow), options));
        for (const { system, missingRights: missing } of items)
          if (!flags.quiet && missing !== null && missing.length > 0)
            runtime.stderr(`${system}: the operator may not ${missing.join(', ')}\n`);
        return;
      }
      const { toJson, toYaml } = await import('../../output/print-object.ts');
      const report = { apiVersion: `cli.${runtime.entry.domain}/v1`, kind: 'OperatorReport', items };
      runtime.stdout(format === 'json' ? toJson(report) : toYaml(report));
    } finally {
      session.close();
    }
  }
}
