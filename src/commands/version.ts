import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { outputFlag } from './shared/flags.ts';
import type { openSession } from './shared/session.ts';
import type { VersionsFound } from './shared/version/check-versions.ts';

const FORMATS = ['text', 'json', 'yaml'] as const;

/** Prints the version of this program. Without --check no cluster is asked, so it works (and answers at once) without one. */
export default class Version extends BaseCommand {
  static override summary = 'Print the version of this program, and with --check whether the cluster fits it.';
  static override description =
    'With --check it looks at the version of the API server, at the definitions and at the operators that are installed, and ends with 1 where one does not fit this program. What you may not look at, and what is not installed, is no misfit. Versions fit that differ in their patch only.';
  static override usage = 'version [--client | --check]';
  static override examples = [
    '<%= config.bin %> version',
    '<%= config.bin %> version -o json',
    '<%= config.bin %> version --client -o yaml',
    '<%= config.bin %> version --check -o json',
  ];
  static override flags = {
    check: Flags.boolean({ description: 'Look whether what is in the cluster fits this program; ends with 1 if not.' }),
    client: Flags.boolean({ description: 'As kubectl has it: no server is asked, which is so without --check.' }),
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(Version);
    const { entry, version, stdout } = this.runtime;
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    if (flags.check && flags.client) throw usageError('--check contradicts --client', 'give one of them');
    const platform = `${process.platform}/${process.arch}`;
    const found = flags.check ? await this.#look(flags) : undefined;
    if (format === 'text') {
      stdout(`${entry.executable} ${version} (${platform}, Node ${process.version})\n`);
      if (found !== undefined) {
        const { checksText } = await import('./shared/check/print-checks.ts');
        stdout(checksText(found.checks));
      }
    } else {
      const { toJson, toYaml } = await import('../output/print-object.ts');
      const clientVersion = { program: entry.executable, version, platform, node: process.version };
      const whole = found === undefined ? { clientVersion } : { clientVersion, ...found };
      stdout(format === 'json' ? toJson(whole) : toYaml(whole));
    }
    return found?.fits === false ? EXIT.general : EXIT.ok;
  }

  /** Loaded only here: the version alone is to be there at once. */
  async #look(flags: Parameters<typeof openSession>[0]): Promise<VersionsFound> {
    const [{ openSession: open }, { checkVersions }] = await Promise.all([
      import('./shared/session.ts'),
      import('./shared/version/check-versions.ts'),
    ]);
    const session = await open(flags, this.runtime);
    try {
      return await checkVersions(session, this.runtime);
    } finally {
      session.close();
    }
  }
}
