import { readFile } from 'node:fs/promises';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CliError, usageError } from '../output/cli-error.ts';
import { COLOR_MODES, shouldColor } from '../output/color.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { clusterReader, type ClusterReader } from './shared/describe-object/cluster-reader.ts';
import { loadKnowledge } from './shared/describe-object/load-knowledge.ts';
import { parseDuration } from './shared/duration.ts';
import { readOwners } from './shared/events/event-owners.ts';
import type { EventOwner } from './shared/events/read-events.ts';
import { untilEnded } from './shared/events/until-ended.ts';
import { outputFlag, timeoutFlag, watchFlag } from './shared/flags.ts';
import { partialWarning } from './shared/get/read-all.ts';
import { openSession } from './shared/session.ts';
import { parseTargets } from './shared/targets.ts';
import { collectMoments, type Collected } from './shared/timeline/collect-moments.ts';
import { MOMENT_TYPES, type MomentType } from './shared/timeline/moment.ts';
import { momentObject } from './shared/timeline/moment-object.ts';
import { printMoments, printTimeline, TIMELINE_FORMATS } from './shared/timeline/print-timeline.ts';

function typesOf(list: string | undefined): readonly MomentType[] {
  const words = list?.split(',').map((word) => word.trim().toLowerCase());
  return (
    words?.map((word) => {
      const type = MOMENT_TYPES.find((candidate) => candidate === word);
      if (type === undefined) throw usageError(`--types cannot be "${word}"`, `use any of: ${MOMENT_TYPES.join(',')}`);
      return type;
    }) ?? MOMENT_TYPES
  );
}

async function readTrace(path: string | undefined): Promise<{ readonly path: string; readonly text: string } | undefined> {
  if (path === undefined) return undefined;
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError({ exit: EXIT.general, message: `cannot read ${path}`, why, fix: 'give a file that reconcile --trace has written' });
  }
}

/** Shows what happened to objects, in the order in which it happened. */
export default class Timeline extends BaseCommand {
  static override summary =
    'Show what happened to an object: changes, conditions, events and reconcile passes as one list, the oldest first.';
  static override description =
    'Of changes of the spec the API server keeps the last one of each writer, of a condition the last change. Events that say the same are one line with their count. Passes come from a file that reconcile --trace has written. On a terminal times are ages with the clock (UTC).';
  static override usage = 'timeline TYPE NAME... | TYPE/NAME...';
  static override examples = [
    '<%= config.bin %> timeline maiainstance maia',
    '<%= config.bin %> timeline maiainstance/maia --since 1h --types event,condition',
    '<%= config.bin %> timeline maiainstance/maia --no-recursive -o ndjson',
  ];
  static override args = { targets: Args.string({ description: 'Type and names.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    recursive: Flags.boolean({
      char: 'R',
      default: true,
      allowNo: true,
      description: 'Also of what belongs to the object: pods, volumes, …',
    }),
    since: Flags.string({ description: 'Only what happened within this time.', helpValue: 'TIME' }),
    types: Flags.string({ description: `Only these: ${MOMENT_TYPES.join(', ')}, separated by commas.`, helpValue: 'LIST' }),
    trace: Flags.string({ description: 'Take the reconcile passes from this file.', helpValue: 'FILE' }),
    output: outputFlag(TIMELINE_FORMATS),
    watch: watchFlag,
    timeout: timeoutFlag('-1s'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Timeline);
    const { runtime } = this;
    const { entry, columns: width } = runtime;
    const targets = parseTargets(argv.map(String), entry);
    const format = parseOutputFormat(flags.output ?? 'text', TIMELINE_FORMATS);
    const types = typesOf(flags.types);
    const sinceMs = flags.since === undefined ? undefined : parseDuration(flags.since, 'since');
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    if (targets.length === 0 || targets.some(({ names }) => names.length === 0))
      throw usageError('timeline needs an object', `${entry.bin} timeline TYPE NAME`);
    await readTrace(flags.trace);
    const color = shouldColor(COLOR_MODES.find((mode) => mode === flags.color) ?? 'auto', runtime.env, width !== undefined);
    const filter = { types, since: sinceMs === undefined ? undefined : runtime.now() - sinceMs };
    const session = await openSession(flags, runtime);
    try {
      const [knowledgeOf, { owners, missing, leftOut }] = await Promise.all([
        loadKnowledge(entry),
        readOwners(session, runtime, targets, session.namespace),
      ]);
      const [first] = missing;
      if (leftOut.length > 0) runtime.stderr(partialWarning(leftOut));
      const collect = async (reader: ClusterReader, of: readonly EventOwner[], before: ReadonlySet<string>): Promise<Collected> =>
        collectMoments({
          reader,
          knowledgeOf,
          owners: of,
          recursive: flags.recursive,
          trace: await readTrace(flags.trace),
          filter,
          before,
        });
      const layout = (): { now: number; color: boolean; width: number | undefined } => ({ now: runtime.now(), color, width });
      const refused = new Set<string>();
      const tell = (reader: ClusterReader): void => {
        for (const why of reader.refused()) {
          if (!refused.has(why)) runtime.stderr(`warning: ${why}: the timeline is not complete\n`);
          refused.add(why);
        }
      };
      if (flags.watch && timeoutMs !== 0 && owners.length > 0) {
        for (const error of missing) runtime.stderr(formatError(error, flags.verbosity));
        const { watchTimeline } = await import('./shared/timeline/watch-timeline.ts');
        return await untilEnded(runtime, timeoutMs, (signal) =>
          watchTimeline(
            session,
            runtime,
            {
              owners,
              recursive: flags.recursive,
              filter,
              quiet: flags.quiet,
              collect: async (of, before) => {
                const reader = clusterReader(session, signal);
                const found = await collect(reader, of, before);
                tell(reader);
                return found;
              },
              print: async (moments) => runtime.stdout(await printMoments(format, moments, layout())),
            },
            signal,
          ),
        );
      }
      const reader = clusterReader(session, runtime.signal);
      const { moments } = await collect(reader, owners, new Set());
      tell(reader);
      if (owners.length > 0) {
        const objects = owners.map(({ object }) => momentObject(object));
        runtime.stdout(await printTimeline(format, entry.domain, { objects, moments, unread: reader.refused() }, layout()));
        if (moments.length === 0 && format === 'text' && !flags.quiet) runtime.stderr('nothing is known to have happened\n');
      }
      for (const error of missing) runtime.stderr(formatError(error, flags.verbosity));
      return leftOut.length > 0 || refused.size > 0 ? EXIT.partial : (first?.exit ?? EXIT.ok);
    } finally {
      session.close();
    }
  }
}
