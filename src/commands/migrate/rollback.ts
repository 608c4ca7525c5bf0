import * as Args from '@oclif/core/args';
import { DEPLOYMENT } from '../../kernel/builtin-types.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { resourceLine, resourceName } from '../../output/resource-line.ts';
import type { System } from '../../registry.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { confirm, refuseWithoutTerminal } from '../shared/confirm.ts';
import { dryRunFlag, outputFileFlag, yesFlag } from '../shared/flags.ts';
import { deploymentName } from '../shared/migrate/deployment-name.ts';
import { migratedSystems } from '../shared/migrate/migrated-systems.ts';
import type { OperatorItem } from '../shared/migrate/migration-plan.ts';
import { planOperators } from '../shared/migrate/plan-operators.ts';
import { rollBack } from '../shared/migrate/roll-back.ts';
import { openSession, type Session } from '../shared/session.ts';
import { stepRecorder } from '../shared/step-records.ts';
import { nameOfDeployment } from '../shared/take-over/deployment-facts.ts';

/** Starts the upstream operators again that a migration has stopped. */
export default class MigrateRollback extends BaseCommand {
  static override summary = 'Start the upstream operators again that migrate apply has stopped.';
  static override description =
    'Their Deployments get the replicas back that they had. Definitions and children stay as they are: the upstream operator takes its fields back when it writes them. Refused while somebody else holds the lease: two operators would work on the same objects.';
  static override usage = 'migrate rollback SYSTEM...|all';
  static override examples = [
    '<%= config.bin %> migrate rollback all --dry-run',
    '<%= config.bin %> migrate rollback all --dry-run=server',
    '<%= config.bin %> migrate rollback all --yes',
  ];
  static override args = {
    systems: Args.string({ description: 'Systems, or all.', multiple: true, ignoreStdin: true }),
  };
  static override flags = { 'dry-run': dryRunFlag, 'output-file': outputFileFlag, yes: yesFlag };

  protected async execute(): Promise<undefined> {
    const { argv, flags } = await this.parse(MigrateRollback);
    const { runtime } = this;
    const { now, signal } = runtime;
    const dryRun = flags['dry-run'];
    const systems = migratedSystems(runtime.entry, argv.map(String), { required: true });
    if (dryRun === 'none' && !flags.yes) refuseWithoutTerminal('migrate rollback starts operators', runtime);
    const record = await stepRecorder(flags['output-file'], now);
    const session = await openSession(flags, runtime);
    try {
      const stopped = await this.#stopped(session, systems, flags.namespace);
      if (stopped.length === 0) {
        if (!flags.quiet) runtime.stderr('no operator is stopped by a migration\n');
        return;
      }
      const names = stopped.map((item) => nameOfDeployment(item)).join(', ');
      if (dryRun === 'none' && !flags.yes) await confirm(`Start ${names} again`, runtime);
      for (const { name, namespace } of stopped) {
        const size =
          dryRun === 'client' ? undefined : await rollBack(session, { name, namespace }, { dryRun: dryRun === 'server', signal });
        const result = size === undefined ? (dryRun === 'client' ? 'scaled up' : 'unchanged') : `scaled to ${String(size)}`;
        const object = deploymentName(name);
        runtime.stdout(resourceLine(object, result, dryRun));
        await record({ step: 'rollback', object: resourceName(object), result });
      }
    } finally {
      session.close();
    }
  }

  /** What a migration has stopped. Throws where a lease of such a system is held (exit 6). */
  async #stopped(session: Session, systems: readonly System[], namespace: string | undefined): Promise<readonly OperatorItem[]> {
    const { now, signal } = this.runtime;
    const found: OperatorItem[] = [];
    for (const system of systems) {
      const { items, leases, findings } = await planOperators(session, system, { namespace, now: now(), signal });
      if (findings.some(({ weight }) => weight === 'blocks')) {
        // It may not be looked at: asked by name, the server says so itself.
        const key = { namespace: system.operator.namespace, name: system.operator.deployment };
        await session.during({ verb: 'get', type: DEPLOYMENT, ...key }, () => session.api.get(DEPLOYMENT, key, { signal }));
      }
      const stopped = items.filter(({ is }) => is === 'stopped');
      const held = leases.find(({ holder }) => holder !== null);
      if (stopped.length > 0 && held !== undefined) {
        throw new CliError({
          exit: EXIT.conflict,
          message: `the operator of ${system.title} is not started: somebody else works on its objects`,
          why: `${held.holder ?? ''} holds lease ${held.namespace}/${held.name}`,
          fix: 'end that run, or stop that operator, then run this again',
        });
      }
      found.push(...stopped);
    }
    return found;
  }
}
