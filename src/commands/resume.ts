import * as Flags from '@oclif/core/flags';
import { BaseCommand } from './shared/base-command.ts';
import { executeSuspend } from './shared/suspend/execute-suspend.ts';
import { suspendArgs, suspendFlags } from './shared/suspend/suspend-flags.ts';

/** Lets suspended objects run again. */
export default class Resume extends BaseCommand {
  static override summary = 'Let suspended objects run again.';
  static override usage = 'resume TYPE NAME... | TYPE/NAME... | TYPE --all | TYPE -l SELECTOR';
  static override examples = [
    '<%= config.bin %> resume maiatenants --all',
    '<%= config.bin %> resume maiatenants --all --dry-run=server -o name',
    '<%= config.bin %> resume maiatenants -A -l customer=acme --reason paid --wait',
  ];
  static override args = suspendArgs;
  static override flags = {
    ...suspendFlags,
    reason: Flags.string({ description: 'Why: told in an event.', helpValue: 'TEXT' }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Resume);
    return await executeSuspend('resume', argv.map(String), flags, { reason: flags.reason, until: undefined }, this.runtime);
  }
}
