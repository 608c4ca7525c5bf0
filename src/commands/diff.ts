import * as Flags from '@oclif/core/flags';
import { isOfType } from '../kernel/resource-type.ts';
import { CliError, usageError } from '../output/cli-error.ts';
import { COLOR_MODES } from '../output/color.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { SYSTEMS } from '../registry.ts';
import { checkManifests } from './shared/apply/check-manifests.ts';
import { fieldManagerOf } from './shared/apply/field-manager-of.ts';
import { loadKinds } from './shared/apply/load-kinds.ts';
import { BaseCommand } from './shared/base-command.ts';
import { compareChildren } from './shared/diff/compare-children.ts';
import { compareManifests } from './shared/diff/compare-manifests.ts';
import type { CompareOptions } from './shared/diff/compare-manifests.ts';
import type { Comparison } from './shared/diff/comparison.ts';
import { printDiff } from './shared/diff/print-diff.ts';
import { explainError } from './shared/explain-error.ts';
import { fieldManagerFlag, filenameFlag, forceConflictsFlag, kustomizeFlag, outputFlag, recursiveFlag } from './shared/flags.ts';
import { KIND_IDENTITIES } from './shared/kind-identities.ts';
import { readManifestsGiven } from './shared/read-manifests-given.ts';
import { openSession } from './shared/session.ts';
import type { Session } from './shared/session.ts';

const FORMATS = ['json'] as const;

/** Shows what applying manifests, or what the operator, would change. */
export default class Diff extends BaseCommand {
  static override summary = 'Show what applying manifests would change, or what the operator would; stores nothing.';
  static override description =
    'Ends with 0 where nothing differs, 1 where something does, and more than 1 on a failure. Values of Secrets are not shown, unless --show-secrets asks for them. KUBECTL_EXTERNAL_DIFF names a program of your own, as for kubectl.';
  static override usage = 'diff -f FILE...';
  static override examples = [
    '<%= config.bin %> diff -f examples/maia/quick-start.yaml',
    '<%= config.bin %> diff -f examples/maia/quick-start.yaml --of children',
    '<%= config.bin %> diff -R -f examples -o json',
  ];
  static override flags = {
    filename: filenameFlag,
    recursive: recursiveFlag,
    kustomize: kustomizeFlag,
    'field-manager': fieldManagerFlag,
    'force-conflicts': forceConflictsFlag,
    of: Flags.option({
      options: ['resource', 'children'] as const,
      default: 'resource',
      description: 'The objects of the manifests, or what the operator makes of them.',
      helpValue: 'resource|children',
    })(),
    output: outputFlag(FORMATS),
    'show-secrets': Flags.boolean({ description: 'Show values of Secrets too, to everybody who sees the terminal or the log.' }),
  };

  protected async execute(): Promise<number> {
    try {
      return await this.#diff();
    } catch (error) {
      // 1 says that something differs: no failure may.
      const { signal, entry } = this.runtime;
      const explained = explainError(signal.aborted ? signal.reason : error, { bin: entry.bin });
      if (explained.exit !== EXIT.general) throw explained;
      const { message, why, fix, details, cause } = explained;
      throw new CliError({ exit: EXIT.usage, message, why, fix, details, cause });
    }
  }

  async #diff(): Promise<number> {
    const { flags } = await this.parse(Diff);
    const { runtime } = this;
    if (flags.output !== undefined) parseOutputFormat(flags.output, FORMATS);
    const documents = await readManifestsGiven(flags, runtime, 'diff');
    checkManifests(documents, await loadKinds());
    const session = await openSession(flags, runtime, flags['field-manager']);
    try {
      const options: CompareOptions = {
        fieldManager: (object) => fieldManagerOf(object, flags['field-manager'], runtime.entry),
        force: flags['force-conflicts'],
        onlyNamespace: flags.namespace,
        now: runtime.now,
        signal: runtime.signal,
      };
      const compared = await compareManifests(session, documents, options);
      const shown = flags.of === 'children' ? await this.#children(session, compared, { ...options, quiet: flags.quiet }) : compared;
      const color = COLOR_MODES.find((mode) => mode === flags.color) ?? 'auto';
      const differs = await printDiff(shown, runtime, { json: flags.output !== undefined, color, showSecrets: flags['show-secrets'] });
      return differs ? EXIT.general : EXIT.ok;
    } finally {
      session.close();
    }
  }

  async #children(
    session: Session,
    compared: readonly Comparison[],
    options: CompareOptions & { quiet: boolean },
  ): Promise<readonly Comparison[]> {
    const { runtime } = this;
    const note = (text: string): void => {
      if (!options.quiet) runtime.stderr(`note: ${text}\n`);
    };
    const systems = SYSTEMS.filter((system) => runtime.entry.systems.includes(system.id));
    const reconcilers = (await Promise.all(systems.map((system) => system.load(session.outside())))).flat();
    for (const { desired } of compared) {
      const kind = desired === undefined ? undefined : KIND_IDENTITIES.find((candidate) => isOfType(desired, candidate));
      if (kind === undefined || desired === undefined || reconcilers.some((one) => isOfType(desired, one.kind))) continue;
      note(`${kind.kind} ${desired.metadata.name}: ${runtime.entry.bin} cannot plan this kind: its children are not compared`);
    }
    const { compared: children, plannable } = await compareChildren(session, compared, reconcilers, { ...options, note });
    if (plannable > 0) return children;
    throw usageError(
      'there is nothing to plan in these manifests',
      `name a file with a ${reconcilers.map(({ kind }) => kind.kind).join(' or a ')}`,
    );
  }
}
