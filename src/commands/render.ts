import { noOutside } from './shared/outside.ts';
import { usageError } from '../output/cli-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { SYSTEMS } from '../registry.ts';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from './shared/base-command.ts';
import { setInDocuments } from './shared/create/set-in-documents.ts';
import { filenameFlag, kustomizeFlag, outputFlag, recursiveFlag } from './shared/flags.ts';
import { kindsOf } from './shared/nouns.ts';
import { readManifestsGiven } from './shared/read-manifests-given.ts';
import { renderChildren } from './shared/render-children.ts';

const FORMATS = ['yaml', 'json'] as const;

/** Shows what the operator would create, without a cluster. */
export default class Render extends BaseCommand {
  static override summary = 'Print the objects that the operator would create; needs no cluster.';
  static override description = 'Secrets and other objects that stand in the same files are taken as being there.';
  static override usage = 'render -f FILE|DIR... | -k DIR';
  static override examples = [
    '<%= config.bin %> render -f examples/maia/quick-start.yaml',
    '<%= config.bin %> render -f examples/maia/quick-start.yaml -f examples/maia/production.yaml -n production',
    '<%= config.bin %> render -f examples/maia/quick-start.yaml --set storage.size=20Gi --set image.tag=v1.1.0',
    '<%= config.bin %> render -R -f examples -o json',
  ];
  static override flags = {
    filename: filenameFlag,
    kustomize: kustomizeFlag,
    output: outputFlag(FORMATS),
    recursive: recursiveFlag,
    set: Flags.string({
      description: 'Set a field of the spec, in every object whose type has it; may be repeated.',
      helpValue: 'PATH=VALUE',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(Render);
    const { runtime } = this;
    const format = parseOutputFormat(flags.output ?? 'yaml', FORMATS);
    const systems = SYSTEMS.filter((system) => runtime.entry.systems.includes(system.id));
    const reconcilers = (await Promise.all(systems.map((system) => system.load(noOutside())))).flat();
    const given = await readManifestsGiven(flags, runtime, 'render');
    const kinds = reconcilers.map(({ kind }) => kind);
    const documents = setInDocuments(given, kinds, flags.set ?? []);
    const rendered = await renderChildren(documents, reconcilers, flags.namespace ?? 'default', runtime.now());
    if (rendered.length === 0) {
      const known = kindsOf(runtime.entry).map((kind) => kind.kind);
      throw usageError(
        `nothing to render in ${flags.kustomize ?? flags.filename?.join(', ') ?? ''}: it has no ${known.join(', ')}`,
        'name a file with one',
      );
    }
    for (const { object, children: own, blocked } of rendered) {
      // That its children do not run yet is no news here.
      const waitsForOwn = own.some((child) => child.kind === blocked?.on?.kind && child.metadata.name === blocked.on.name);
      if (blocked !== undefined && !waitsForOwn && !flags.quiet)
        runtime.stderr(`note: ${object.kind} ${object.metadata.name}: ${blocked.message}\n`);
    }
    const children = rendered.flatMap((entry) => entry.children);
    const { toJson, toList, toYamlStream } = await import('../output/print-object.ts');
    runtime.stdout(format === 'json' ? toJson(toList(children)) : toYamlStream(children));
  }
}
