import { BaseCommand } from '../shared/base-command.ts';
import { printScript } from './shared/print-script.ts';

/** Prints the completion script for bash. */
export default class CompletionBash extends BaseCommand {
  static override summary = 'Print the completion script for bash.';
  static override description =
    "Load it with: source <(kubectl-maia completion bash). It is for the executables themselves; kubectl NAME is completed by kubectl's own script and the programs kubectl_complete-NAME on the PATH (see completion install).";
  static override usage = 'completion bash';
  static override examples = [
    '<%= config.bin %> completion bash',
    '<%= config.bin %> completion bash --quiet',
    '<%= config.bin %> completion bash --color never',
  ];
  static override flags = {};

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(CompletionBash);
    printScript('bash', this.runtime, flags.quiet);
  }
}
