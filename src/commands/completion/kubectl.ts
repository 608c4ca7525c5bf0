import { BaseCommand } from '../shared/base-command.ts';
import { kubectlProgram } from './shared/kubectl-program.ts';

/** Prints the program that kubectl asks. */
export default class CompletionKubectl extends BaseCommand {
  static override summary = 'Print the program that kubectl asks to complete the words behind its own name.';
  static override description =
    'For where this package was not installed with npm: write it to a file kubectl_complete-NAME on the PATH, and make that executable. completion install does the same with links.';
  static override usage = 'completion kubectl';
  static override examples = [
    '<%= config.bin %> completion kubectl',
    '<%= config.bin %> completion kubectl --quiet',
    '<%= config.bin %> completion kubectl --color never',
  ];
  static override flags = {};

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(CompletionKubectl);
    const { entry, stdout, stderr, stderrIsTerminal } = this.runtime;
    stdout(kubectlProgram(entry.executable));
    const file = entry.executable.replace('kubectl-', 'kubectl_complete-');
    if (stderrIsTerminal && !flags.quiet) stderr(`note: kubectl looks for it as ${file} on the PATH; it must be executable\n`);
  }
}
