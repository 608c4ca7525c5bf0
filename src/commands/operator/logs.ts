import * as Flags from '@oclif/core/flags';
import { usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { SYSTEMS } from '../../registry.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { parseDuration } from '../shared/duration.ts';
import { systemsFlag } from '../shared/flags.ts';
import { logSources, printLogs } from '../shared/logs/print-logs.ts';
import { openSession } from '../shared/session.ts';
import { chooseSystems } from '../shared/systems.ts';
import { findManagers } from './shared/find-managers.ts';

/** Prints the logs of the operators. */
export default class OperatorLogs extends BaseCommand {
  static override summary = 'Print the logs of the operators in the cluster.';
  static override description =
    'Of every pod of theirs, those that wait for the lease too; lines of several pods say which they are from. With --follow until a signal comes.';
  static override usage = 'operator logs';
  static override examples = [
    '<%= config.bin %> operator logs --tail 20',
    '<%= config.bin %> operator logs --systems maia --since 1h --timestamps',
    '<%= config.bin %> operator logs -n aistack-system --previous',
  ];
  static override flags = {
    // As kubectl's: nobody gives manifests to logs.
    follow: Flags.boolean({ char: 'f', description: 'Go on with what is logged from now on.' }),
    previous: Flags.boolean({ description: 'The containers before those that run now.' }),
    since: Flags.string({ description: 'Only what is not older than this.', helpValue: 'TIME' }),
    systems: { ...systemsFlag, aliases: ['system'] },
    tail: Flags.integer({ description: 'Only so many of the last lines of each log; -1: all.', default: -1, min: -1, helpValue: 'N' }),
    timestamps: Flags.boolean({ description: 'Begin each line with its time.' }),
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(OperatorLogs);
    const { runtime } = this;
    const { signal } = runtime;
    const entry = chooseSystems(runtime.entry, flags.systems);
    const sinceMs = flags.since === undefined ? undefined : parseDuration(flags.since, 'since');
    if (sinceMs !== undefined && sinceMs <= 0) throw usageError(`--since ${flags.since ?? ''} is no time`, 'write it like --since 1h');
    if (flags.follow && flags.previous) throw usageError('--follow contradicts --previous', 'what has ended does not go on');
    const session = await openSession(flags, runtime);
    try {
      const systems = SYSTEMS.filter(({ id }) => entry.systems.includes(id));
      const found = await findManagers(session, systems, { now: runtime.now(), namespace: flags.namespace, signal });
      // One Deployment may reconcile several systems.
      const managers = new Map(found.flatMap((one) => one.managers).map((manager) => [`${manager.namespace}/${manager.name}`, manager]));
      const sources = await Promise.all(
        [...managers.values()].map(({ namespace, name, selector }) =>
          logSources(session, namespace, [{ component: name, name, selector }], undefined, signal),
        ),
      );
      if (sources.flat().length === 0) {
        const where = flags.namespace === undefined ? '' : ` in ${flags.namespace} namespace`;
        if (!flags.quiet) runtime.stderr(`No pods of an operator found${where}.\n`);
        return EXIT.ok;
      }
      const options = {
        follow: flags.follow,
        previous: flags.previous,
        timestamps: flags.timestamps,
        tailLines: flags.tail < 0 ? undefined : flags.tail,
        sinceSeconds: sinceMs === undefined ? undefined : Math.ceil(sinceMs / 1000),
      };
      await printLogs(session, sources.flat(), options, runtime, signal);
      return EXIT.ok;
    } catch (error) {
      // A signal is how following ends well.
      if (flags.follow && signal.aborted) return EXIT.ok;
      throw error;
    } finally {
      session.close();
    }
  }
}
