import * as Args from '@oclif/core/args';
import { usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { parseOutputFormat } from '../../output/output-format.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { readCrdFiles } from '../shared/crd-files.ts';
import { outputFlag, selectionFlags } from '../shared/flags.ts';
import { migratedSystems } from '../shared/migrate/migrated-systems.ts';
import { standsInTheWay } from '../shared/migrate/migration-plan.ts';
import { planSystems } from '../shared/migrate/plan-systems.ts';
import { planText } from '../shared/migrate/plan-text.ts';
import { kindsOf } from '../shared/nouns.ts';
import { openSession } from '../shared/session.ts';

const FORMATS = ['text', 'json', 'yaml'] as const;

/** Says what moving from the upstream operators to this program would do. */
export default class MigratePlan extends BaseCommand {
  static override summary = 'Show what moving from the upstream operators to this one would change; stores nothing.';
  static override description =
    'For each system: its operator and lease, whose its definitions are and what ours accepts less, and of each object the children: who wrote them, which fields change, which pods restart. Looks in all namespaces, or in the one that -n names. The server is asked by dry runs. Ends with 1 where something needs a person.';
  static override usage = 'migrate plan [SYSTEM...|all]';
  static override examples = [
    '<%= config.bin %> migrate plan',
    '<%= config.bin %> migrate plan all -o json',
    '<%= config.bin %> migrate plan -n default -o yaml',
  ];
  static override args = {
    systems: Args.string({ description: 'Systems; default: all.', multiple: true, ignoreStdin: true }),
  };
  static override flags = { 'all-namespaces': selectionFlags['all-namespaces'], output: outputFlag(FORMATS) };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(MigratePlan);
    const { runtime } = this;
    const { entry, now, root, signal } = runtime;
    if (flags['all-namespaces'] && flags.namespace !== undefined) {
      throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    }
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const systems = migratedSystems(entry, argv.map(String), { required: false });
    const files = await readCrdFiles(root, kindsOf({ ...entry, systems: systems.map(({ id }) => id) }));
    const session = await openSession(flags, runtime);
    try {
      const planned = await planSystems(session, systems, { files, namespace: flags.namespace, now: now(), signal });
      const plans = planned.map(({ planning }) => planning.plan);
      if (format === 'text') runtime.stdout(await planText(plans, runtime.columns));
      else {
        const { toJson, toYaml } = await import('../../output/print-object.ts');
        const report = { apiVersion: `cli.${entry.domain}/v1`, kind: 'MigrationPlan', systems: plans };
        runtime.stdout(format === 'json' ? toJson(report) : toYaml(report));
      }
      return standsInTheWay(plans) ? EXIT.general : EXIT.ok;
    } finally {
      session.close();
    }
  }
}
