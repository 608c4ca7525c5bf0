import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { parseOutputFormat } from '../output/output-format.ts';
import { cliFieldManager } from '../registry.ts';
import { BaseCommand } from './shared/base-command.ts';
import { exportCrds, readCrdFiles } from './shared/crd-files.ts';
import type { CrdFile } from './shared/crd-files.ts';
import { deadline } from './shared/deadline.ts';
import { parseDuration } from './shared/duration.ts';
import { dryRunFlag, fieldManagerFlag, outputFileFlag, outputFlag, systemsFlag, timeoutFlag, waitFlag } from './shared/flags.ts';
import { installCrds, waitEstablished } from './shared/install-crds.ts';
import { kindsOf } from './shared/nouns.ts';
import { progress } from './shared/progress/progress.ts';
import { openSession } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { chooseSystems } from './shared/systems.ts';

const FORMATS = ['yaml', 'json'] as const;

/** Puts the custom resource definitions into the cluster. */
export default class Install extends BaseCommand {
  static override summary = 'Install the custom resource definitions.';
  static override usage = 'install [crds]';
  static override examples = [
    '<%= config.bin %> install',
    '<%= config.bin %> install --dry-run=server',
    '<%= config.bin %> install --export',
  ];
  static override args = { what: Args.string({ description: 'What to install.', options: ['crds'], default: 'crds', ignoreStdin: true }) };
  static override flags = {
    adopt: Flags.boolean({ description: 'Take over definitions that someone else put there or changed.' }),
    'dry-run': dryRunFlag,
    export: Flags.boolean({ description: 'Print what would be applied, as YAML; needs no cluster.' }),
    'field-manager': fieldManagerFlag,
    output: outputFlag(FORMATS),
    'output-file': outputFileFlag,
    systems: systemsFlag,
    timeout: timeoutFlag('60s'),
    wait: waitFlag,
  };

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(Install);
    const { runtime } = this;
    const kinds = kindsOf(chooseSystems(runtime.entry, flags.systems));
    const files = await readCrdFiles(runtime.root, kinds);
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, FORMATS);
    if (flags.export || format !== undefined) return await this.#print(files, format ?? 'yaml');
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const fieldManager = (file: CrdFile): string => flags['field-manager'] ?? cliFieldManager(file.kind.system);
    const session = await openSession(flags, runtime, flags['field-manager']);
    let waiting = 'the API server';
    const limit = deadline(timeoutMs === 0 ? -1 : timeoutMs, runtime.signal, () => `waiting for ${waiting}`);
    const shown = progress(runtime, 'waiting', { quiet: flags.quiet, lines: false });
    try {
      await installCrds(session, files, {
        dryRun: flags['dry-run'],
        adopt: flags.adopt,
        bin: runtime.entry.bin,
        now: runtime.now,
        fieldManager,
        signal: limit.signal,
        print: runtime.stdout,
        record: await stepRecorder(flags['output-file'], runtime.now),
      });
      if (!flags.wait || flags['dry-run'] !== 'none') return;
      const step = shown.step('definitions');
      const tell = (what: string): void => {
        waiting = what;
        step.say(what);
      };
      await waitEstablished(session, files, limit.signal, { once: timeoutMs === 0, tell });
      step.done();
    } finally {
      limit.cancel();
      await shown.close();
      session.close();
    }
  }

  async #print(files: readonly CrdFile[], format: (typeof FORMATS)[number]): Promise<undefined> {
    if (format === 'yaml') {
      this.runtime.stdout(exportCrds(files));
      return;
    }
    const { toJson, toList } = await import('../output/print-object.ts');
    this.runtime.stdout(toJson(toList(files.map(({ manifest }) => manifest))));
  }
}
