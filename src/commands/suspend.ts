import * as Flags from '@oclif/core/flags';
import { BaseCommand } from './shared/base-command.ts';
import { executeSuspend } from './shared/suspend/execute-suspend.ts';
import { parseUntil } from './shared/suspend/parse-until.ts';
import { suspendArgs, suspendFlags } from './shared/suspend/suspend-flags.ts';

/** Suspends objects: nothing runs, everything is kept. */
export default class Suspend extends BaseCommand {
  static override summary = 'Suspend objects: what they run stops, what they hold is kept.';
  static override description = 'The end of --until is written down for people: nothing resumes by itself.';
  static override usage = 'suspend TYPE NAME... | TYPE/NAME... | TYPE --all | TYPE -l SELECTOR';
  static override examples = [
    '<%= config.bin %> suspend maiatenants --all --reason maintenance --until 2h',
    '<%= config.bin %> suspend maiatenants -l tier=trial --dry-run=server',
    '<%= config.bin %> suspend maiatenants -A -l customer=acme --wait --timeout 1m',
  ];
  static override args = suspendArgs;
  static override flags = {
    ...suspendFlags,
    reason: Flags.string({ description: 'Why: kept with the object, and told in an event.', helpValue: 'TEXT' }),
    until: Flags.string({ description: 'Until when, as a span from now or an instant: kept with the object.', helpValue: 'TIME' }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Suspend);
    const until = flags.until === undefined ? undefined : parseUntil(flags.until, this.runtime.now());
    return await executeSuspend('suspend', argv.map(String), flags, { reason: flags.reason, until }, this.runtime);
  }
}
