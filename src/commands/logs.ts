import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import { LOG_LEVELS, lineFilters } from './shared/logs/line-filter.ts';
import { LOGS_USAGE, logWords } from './shared/logs/log-words.ts';
import { logSources, printLogs, readWorkloads } from './shared/logs/print-logs.ts';
import { chosenParts, workloadNamespace, workloadParts } from './shared/logs/workload-parts.ts';
import { keyFor } from './shared/change/change-object.ts';
import { openSession } from './shared/session.ts';
import { readNamed } from './shared/read-named.ts';

/** Prints the logs of the pods that run for an object. */
export default class Logs extends BaseCommand {
  static override summary = 'Print the logs of the pods that run for an object.';
  static override description =
    'A component is what a part of the object is for (server, redis), or the name of its workload. Lines of several pods say which they are from. With --follow until every container has ended or a signal comes.';
  static override usage = LOGS_USAGE;
  static override examples = [
    '<%= config.bin %> logs tenants.neurallog.io sample-tenant server --tail 20',
    '<%= config.bin %> logs tenants.neurallog.io/sample-tenant redis --since 1h --timestamps',
    '<%= config.bin %> logs tenants.neurallog.io/sample-tenant --component server --level warn --grep timeout',
    '<%= config.bin %> logs maiainstance maia-production --container maia --tail 5 -n default',
  ];
  static override args = { words: Args.string({ description: 'Type, name and components.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    container: Flags.string({ description: 'Only containers of this name.', helpValue: 'NAME' }),
    component: Flags.string({
      description: 'Only this component; may be repeated.',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    // As kubectl's: nobody gives manifests to logs.
    follow: Flags.boolean({ char: 'f', description: 'Go on with what is logged from now on.' }),
    grep: Flags.string({ description: 'Only lines that match this regular expression.', helpValue: 'REGEX' }),
    level: Flags.option({ options: LOG_LEVELS, description: 'Only lines of at least this level, with the lines that belong to them.' })(),
    previous: Flags.boolean({ description: 'The containers before those that run now.' }),
    since: Flags.string({ description: 'Only what is not older than this.', helpValue: 'TIME' }),
    tail: Flags.integer({ description: 'Only so many of the last lines of each log; -1: all.', default: -1, min: -1, helpValue: 'N' }),
    timestamps: Flags.boolean({ description: 'Begin each line with its time.' }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Logs);
    const { runtime } = this;
    const { kind, name, components } = logWords(argv.map(String), runtime.entry);
    const filters = lineFilters(flags.grep, flags.level);
    const sinceMs = flags.since === undefined ? undefined : parseDuration(flags.since, 'since');
    if (sinceMs !== undefined && sinceMs <= 0) throw usageError(`--since ${flags.since ?? ''} is no time`, 'write it like --since 1h');
    if (flags.follow && flags.previous) throw usageError('--follow contradicts --previous', 'what has ended does not go on');
    const options = {
      filters,
      follow: flags.follow,
      previous: flags.previous,
      timestamps: flags.timestamps,
      tailLines: flags.tail < 0 ? undefined : flags.tail,
      sinceSeconds: sinceMs === undefined ? undefined : Math.ceil(sinceMs / 1000),
    };
    const { signal } = runtime;
    const session = await openSession(flags, runtime);
    try {
      const key = keyFor(kind, name, session.namespace);
      const object = await readNamed(session, kind, key, signal);
      const namespace = workloadNamespace(kind, object);
      const parts = workloadParts(object, await readWorkloads(session, namespace, signal));
      const chosen = chosenParts(parts, [...components, ...(flags.component ?? [])], `${kind.kind} ${name}`);
      const sources = await logSources(session, namespace, chosen, flags.container, signal);
      if (sources.length === 0) {
        const what = flags.container === undefined ? 'pods' : `containers ${flags.container}`;
        runtime.stderr(`No ${what} of ${kind.kind} ${name} found in ${namespace} namespace.\n`);
        return EXIT.ok;
      }
      await printLogs(session, sources, options, runtime, signal);
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
