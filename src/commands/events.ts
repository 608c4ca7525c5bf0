import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import { printEvents, type EventsOptions } from './shared/events/print-events.ts';
import { noHeadersFlag, outputFlag, selectionFlags, timeoutFlag, watchFlag } from './shared/flags.ts';
import { kindsOf } from './shared/nouns.ts';
import { openSession } from './shared/session.ts';
import { parseTargets, type Target } from './shared/targets.ts';

const FORMATS = ['table', 'json', 'yaml'] as const;
const TYPES = ['Normal', 'Warning'] as const;

function typesOf(list: string | undefined): readonly string[] | undefined {
  return list?.split(',').map((word) => {
    const type = TYPES.find((candidate) => candidate.toLowerCase() === word.trim().toLowerCase());
    if (type === undefined) throw usageError(`"${word}" is no type of event`, `use one or both of: ${TYPES.join(',')}`);
    return type;
  });
}

/** Shows what happened to objects. */
export default class Events extends BaseCommand {
  static override summary = 'Show the events of objects, the newest last.';
  static override description =
    'Without --for: of every object of the types of this program. With --recursive also of all that belongs to them.';
  static override usage = 'events [--for TYPE/NAME] [--recursive]';
  static override examples = [
    '<%= config.bin %> events',
    '<%= config.bin %> events --for maiainstance/maia --recursive',
    '<%= config.bin %> events -A --types Warning --since 1h -o json',
  ];
  static override args = { targets: Args.string({ description: 'The same as --for.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    for: Flags.string({
      description: 'Only of this object, or of this type; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'TYPE[/NAME]',
    }),
    recursive: Flags.boolean({ char: 'R', description: 'Also of what belongs to the objects: pods, volumes, …' }),
    types: Flags.string({ description: 'Only these types: Normal, Warning.', helpValue: 'LIST' }),
    since: Flags.string({ description: 'Only events seen within this time.', helpValue: 'TIME' }),
    'all-namespaces': selectionFlags['all-namespaces'],
    output: outputFlag(FORMATS),
    'no-headers': noHeadersFlag,
    watch: watchFlag,
    timeout: timeoutFlag('-1s'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Events);
    const { runtime } = this;
    const all = flags['all-namespaces'];
    const words = [...(flags.for ?? []).map((word) => [word]), ...(argv.length === 0 ? [] : [argv.map(String)])];
    const given = words.flatMap((word) => parseTargets(word, runtime.entry));
    const named = given.some(({ names }) => names.length > 0);
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (all && named) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    const sinceMs = flags.since === undefined ? undefined : parseDuration(flags.since, 'since');
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const types = typesOf(flags.types);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const targets: readonly Target[] = given.length > 0 ? given : kindsOf(runtime.entry).map((kind) => ({ kind, names: [] }));
    const session = await openSession(flags, runtime);
    try {
      const options: EventsOptions = {
        targets,
        recursive: flags.recursive,
        filter: { types, since: sinceMs === undefined ? undefined : runtime.now() - sinceMs },
        namespace: all ? undefined : session.namespace,
        format,
        headers: !flags['no-headers'],
        quiet: flags.quiet,
      };
      if (flags.watch && timeoutMs !== 0) {
        const { watchAll } = await import('./shared/events/watch-all.ts');
        return await watchAll(session, runtime, options, timeoutMs);
      }
      const { missing, isPartial } = await printEvents(session, runtime, options);
      for (const error of missing) runtime.stderr(formatError(error, flags.verbosity));
      return isPartial ? EXIT.partial : (missing[0]?.exit ?? EXIT.ok);
    } finally {
      session.close();
    }
  }
}
