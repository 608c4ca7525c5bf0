import * as Args from '@oclif/core/args';
import { atPath } from '../../shared/change/at-path.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { formatTable } from '../../../output/table.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { noHeadersFlag, outputFlag } from '../../shared/flags.ts';
import { keyFor } from '../../shared/change/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { exposureOf } from '../shared/features/exposure.ts';
import { FEATURES } from '../shared/features/parse-features.ts';
import { specOf } from '../shared/instance-model.ts';
import { oneInstance } from '../shared/instance-words.ts';
import { readNamed } from '../../shared/read-named.ts';

const USAGE = 'features get NAME';
const FORMATS = ['table', 'json'] as const;

/** Shows the features of an instance. */
export default class FeaturesGet extends BaseCommand {
  static override summary = 'Show the features of an instance, with the ports and probes that they bring.';
  static override description =
    'LIVE is what the operator last saw running: it differs from ENABLED until it has acted on a change. Also written: features NAME get.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> features get my-abi',
    '<%= config.bin %> features get abi-gpu -o json',
    '<%= config.bin %> features get abi-production -n abi --no-headers',
  ];
  static override args = { words: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = { 'no-headers': noHeadersFlag, output: outputFlag(FORMATS) };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(FeaturesGet);
    const { runtime } = this;
    const { kind, name } = oneInstance(argv.map(String), runtime.entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const session = await openSession(flags, runtime);
    try {
      const key = keyFor(kind, name, session.namespace);
      const live = await readNamed(session, kind, key, runtime.signal);
      const spec = specOf(live);
      const exposure = exposureOf(live);
      if (spec === undefined || exposure === undefined) {
        throw new CliError({
          exit: EXIT.general,
          message: `${resourceName(live)} has a spec that does not fit its schema`,
          fix: `${runtime.entry.bin} why ${kind.singular} ${name} -n ${session.namespace}`,
        });
      }
      const told = atPath(live, ['status', 'enabledFeatures']);
      const isTold = Array.isArray(told) && atPath(live, ['status', 'observedGeneration']) !== undefined;
      const features = FEATURES.map((feature) => ({
        name: feature,
        enabled: spec.features[feature],
        ...(isTold && { live: told.includes(feature) }),
      }));
      if (format === 'json') {
        const { toJson } = await import('../../../output/print-object.ts');
        const instance = { name, namespace: session.namespace };
        runtime.stdout(toJson({ apiVersion: 'cli.abi.io/v1', kind: 'FeatureReport', instance, features, ...exposure }));
        return EXIT.ok;
      }
      const rows = features.map((feature) => [
        feature.name,
        String(feature.enabled),
        feature.live === undefined ? '' : String(feature.live),
      ]);
      const columns = [{ header: 'FEATURE' }, { header: 'ENABLED' }, { header: 'LIVE' }];
      runtime.stdout(await formatTable(columns, rows, { headers: !flags['no-headers'], width: runtime.columns }));
      const { ports, probes, gpu } = exposure;
      runtime.stdout(`\nPorts: ${ports.map(({ name: port, port: number }) => `${port} ${number}`).join(', ')}\n`);
      for (const probe of ['liveness', 'readiness', 'startup'] as const) runtime.stdout(`Probe ${probe}: ${probes[probe]}\n`);
      if (gpu !== undefined) runtime.stdout(`GPUs of each pod: ${gpu}\n`);
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
