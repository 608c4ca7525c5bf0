import * as Args from '@oclif/core/args';
import { usageError } from '../output/cli-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import { outputFlag, selectionFlags, timeoutFlag } from './shared/flags.ts';
import { liveFlags, refreshMs, themeOf } from './shared/live/live-flags.ts';
import { runLive } from './shared/live/run-live.ts';
import { parseTargets } from './shared/targets.ts';

const FORMATS = ['text', 'json'] as const;

/** Shows the objects and their operators live. */
export default class Top extends BaseCommand {
  static override summary = 'Show objects and operators live, on the whole terminal.';
  static override description =
    'Off a terminal, or with -o: a line for each change, until a signal comes. Nothing can be changed without --allow-actions. Press ? for the keys.';
  static override usage = 'top [TYPE [NAME...] | TYPE/NAME...]';
  static override examples = [
    '<%= config.bin %> top -A',
    '<%= config.bin %> top maiatenants --refresh 5s',
    '<%= config.bin %> top -A -o json',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and names; default: every type.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    ...selectionFlags,
    output: outputFlag(FORMATS),
    timeout: timeoutFlag('-1s'),
    ...liveFlags,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Top);
    const { runtime } = this;
    const targets = parseTargets(argv.length === 0 ? ['all'] : argv.map(String), runtime.entry);
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (all && targets.some((target) => target.names.length > 0))
      throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
    if (flags.replay !== undefined && flags.record !== undefined)
      throw usageError('--replay contradicts --record', 'a recording cannot be recorded: copy the file');
    const how = {
      icons: flags.icons,
      allowActions: flags['allow-actions'],
      refreshMs: refreshMs(flags.refresh),
      theme: themeOf(flags.theme, flags.color, runtime.env),
    };
    const { terminal } = runtime;
    const screen = terminal === undefined || format !== undefined || timeoutMs === 0 ? {} : { screen: { ...how, terminal } };
    const shown = { ...screen, format: format ?? 'text' };
    if (flags.replay !== undefined) {
      const { runReplay } = await import('./shared/live/run-replay.ts');
      return await runReplay(runtime, { ...shown, file: flags.replay, quiet: flags.quiet });
    }
    return await runLive(flags, runtime, {
      ...shown,
      targets,
      allNamespaces: all,
      selector: flags.selector,
      fieldSelector: flags['field-selector'],
      timeoutMs,
      record: flags.record,
      fresh: flags.fresh,
    });
  }
}
