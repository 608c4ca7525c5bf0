import * as Flags from '@oclif/core/flags';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { outputFlag } from './shared/flags.ts';

const FORMATS = ['text', 'json', 'yaml'] as const;

/** Prints the version of this program. No cluster is asked, so it works (and answers at once) without one. */
export default class Version extends BaseCommand {
  static override summary = 'Print the version of this program.';
  static override usage = 'version';
  static override examples = [
    '<%= config.bin %> version',
    '<%= config.bin %> version -o json',
    '<%= config.bin %> version --client -o yaml',
  ];
  static override flags = {
    client: Flags.boolean({ description: 'As kubectl has it; this program never asks the server for its version.' }),
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(Version);
    const { entry, version, stdout } = this.runtime;
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const platform = `${process.platform}/${process.arch}`;
    if (format === 'text') {
      stdout(`${entry.executable} ${version} (${platform}, Node ${process.version})\n`);
      return;
    }
    const { toJson, toYaml } = await import('../output/print-object.ts');
    const whole = { clientVersion: { program: entry.executable, version, platform, node: process.version } };
    stdout(format === 'json' ? toJson(whole) : toYaml(whole));
  }
}
