import { BaseCommand } from '../shared/base-command.ts';
import { printScript } from './shared/print-script.ts';

/** Prints the completion script for fish. */
export default class CompletionFish extends BaseCommand {
  static override summary = 'Print the completion script for fish.';
  static override description =
    "Load it with: kubectl-maia completion fish | source. It is for the executables themselves; kubectl NAME is completed by kubectl's own script and the programs kubectl_complete-NAME on the PATH (see completion install).";
  static override usage = 'completion fish';
  static override examples = [
    '<%= config.bin %> completion fish',
    '<%= config.bin %> completion fish --quiet',
    '<%= config.bin %> completion fish --color never',
  ];
  static override flags = {};

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(CompletionFish);
    printScript('fish', this.runtime, flags.quiet);
  }
}
