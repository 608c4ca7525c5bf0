import { BaseCommand } from '../shared/base-command.ts';
import { printScript } from './shared/print-script.ts';

/** Prints the completion script for zsh. */
export default class CompletionZsh extends BaseCommand {
  static override summary = 'Print the completion script for zsh.';
  static override description =
    "Load it behind compinit with: source <(kubectl-maia completion zsh). It is for the executables themselves; kubectl NAME is completed by kubectl's own script and the programs kubectl_complete-NAME on the PATH (see completion install).";
  static override usage = 'completion zsh';
  static override examples = [
    '<%= config.bin %> completion zsh',
    '<%= config.bin %> completion zsh --quiet',
    '<%= config.bin %> completion zsh --color never',
  ];
  static override flags = {};

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(CompletionZsh);
    printScript('zsh', this.runtime, flags.quiet);
  }
}
