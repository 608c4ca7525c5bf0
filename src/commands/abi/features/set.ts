import * as Args from '@oclif/core/args';
import { usageError } from '../../../output/cli-error.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { openSession } from '../../shared/session.ts';
import { changeFlags, changeInstance, instanceTerms } from '../shared/change-instance.ts';
import { featuresChange } from '../shared/features/features-change.ts';
import { parseFeatures } from '../shared/features/parse-features.ts';
import { instanceWords } from '../shared/instance-words.ts';

const USAGE = 'features set NAME FEATURE=true|false...';

/** Switches features of an instance on and off. */
export default class FeaturesSet extends BaseCommand {
  static override summary = 'Switch features of an instance on and off, and say which ports and probes appear or vanish.';
  static override description =
    'Features: ai, gpu, database, network, web, profiling. Every change restarts the pods; --plan says which, and what cannot work (then it ends with 1). Also written: features NAME set.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> features set my-abi network=false --plan',
    '<%= config.bin %> features set my-abi web=false profiling=true --dry-run=server',
    '<%= config.bin %> features set abi-gpu profiling=true -o name',
  ];
  static override args = { words: Args.string({ description: 'The instance, and its features.', multiple: true, ignoreStdin: true }) };
  static override flags = changeFlags;

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(FeaturesSet);
    const { runtime } = this;
    const { name, rest } = instanceWords(argv.map(String), runtime.entry, USAGE);
    if (name === undefined) throw usageError('no instance is named', `${runtime.entry.bin} ${USAGE}`);
    if (name.includes('=')) throw usageError(`"${name}" stands where the instance should`, `${runtime.entry.bin} ${USAGE}`);
    if (rest.length === 0) throw usageError('features set needs features', `${runtime.entry.bin} ${USAGE}`);
    const settings = parseFeatures(rest, 'features set');
    const terms = await instanceTerms(flags, runtime);
    const session = await openSession(flags, runtime);
    try {
      const change = featuresChange(settings, { force: flags['force-conflicts'], now: runtime.now() });
      return await changeInstance(session, name, change, terms, runtime);
    } finally {
      session.close();
    }
  }
}
