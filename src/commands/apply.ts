import * as Flags from '@oclif/core/flags';
import { isOfType } from '../kernel/resource-type.ts';
import { EXIT } from '../output/exit-codes.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { resourceLine } from '../output/resource-line.ts';
import { applyManifests, namedManifest, storedObject, typedManifest } from './shared/apply-manifests.ts';
import type { ApplyOutcome } from './shared/apply-manifests.ts';
import { checkManifests } from './shared/apply/check-manifests.ts';
import { exitOf } from './shared/apply/exit-of.ts';
import { fieldManagerOf } from './shared/apply/field-manager-of.ts';
import { loadKinds } from './shared/apply/load-kinds.ts';
import { operatorWarnings } from './shared/apply/operator-warnings.ts';
import { findPrunable, prunableText, pruneOne } from './shared/apply/prune.ts';
import type { Prunable } from './shared/apply/prune.ts';
import { waitUntilReady } from './shared/apply/wait-until-ready.ts';
import { printWritten, WRITE_FORMATS } from './shared/apply/written-objects.ts';
import { BaseCommand } from './shared/base-command.ts';
import { confirm, refuseWithoutTerminal } from './shared/confirm.ts';
import { parseDuration } from './shared/duration.ts';
import {
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  filenameFlag,
  forceConflictsFlag,
  kustomizeFlag,
  outputFileFlag,
  outputFlag,
  recursiveFlag,
  timeoutFlag,
  waitReadyFlag,
  yesFlag,
} from './shared/flags.ts';
import { KIND_IDENTITIES } from './shared/kind-identities.ts';
import type { ManifestDocument } from './shared/read-manifests.ts';
import { readManifestsGiven } from './shared/read-manifests-given.ts';
import { openSession } from './shared/session.ts';
import type { Session } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';

/** Stores manifests, as `kubectl apply --server-side` does. */
export default class Apply extends BaseCommand {
  static override summary = 'Create or change objects so that they are as manifests say (server-side apply).';
  static override description =
    'Manifests of the types that this program knows are checked before anything is written. Field conflicts name field and manager.';
  static override usage = 'apply -f FILE...';
  static override examples = [
    '<%= config.bin %> apply -f examples/maia/quick-start.yaml',
    '<%= config.bin %> apply -R -f examples --dry-run=server',
    '<%= config.bin %> apply -f examples/maia/quick-start.yaml -o name',
  ];
  static override flags = {
    filename: filenameFlag,
    recursive: recursiveFlag,
    kustomize: kustomizeFlag,
    'dry-run': dryRunFlag,
    'error-unchanged': errorUnchangedFlag,
    'field-manager': fieldManagerFlag,
    'force-conflicts': forceConflictsFlag,
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    'prune-selector': Flags.string({
      description: 'Afterwards delete what bears these labels, is of a type and namespace of the files, and stands in none of them.',
      helpValue: 'SELECTOR',
    }),
    timeout: timeoutFlag('5m'),
    wait: waitReadyFlag,
    yes: yesFlag,
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(Apply);
    const { runtime } = this;
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const dryRun = flags['dry-run'];
    const documents = await readManifestsGiven(flags, runtime, 'apply');
    checkManifests(documents, await loadKinds());
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const session = await openSession(flags, runtime, flags['field-manager']);
    try {
      const selector = flags['prune-selector'];
      const asks = selector !== undefined && dryRun === 'none' && !flags.yes;
      if (asks) refuseWithoutTerminal('--prune-selector deletes objects', runtime);
      const prunable = selector === undefined ? [] : await this.#prunable(session, documents, selector, flags.namespace);
      if (asks && prunable.length > 0) await confirm(`Delete ${prunable.length} of them when the manifests are applied`, runtime);
      const outcomes = await applyManifests(session, documents, {
        fieldManager: (manifest) => fieldManagerOf(manifest, flags['field-manager'], runtime.entry),
        force: flags['force-conflicts'],
        dryRun,
        onlyNamespace: flags.namespace,
        now: runtime.now,
        signal: runtime.signal,
        record,
        onOutcome: (outcome) => {
          if ('error' in outcome) runtime.stderr(formatError(outcome.error, flags.verbosity));
          else if (format === undefined) runtime.stdout(resourceLine(outcome.manifest, outcome.applied.result, dryRun));
        },
      });
      const failures = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
      if (format !== undefined) {
        const entries = outcomes.map((outcome) => ('error' in outcome ? outcome : outcome.applied.object));
        await printWritten(entries, format, runtime);
      }
      if (failures.length > 0) {
        if (prunable.length > 0) runtime.stderr('warning: nothing was pruned, since not everything could be applied\n');
        return exitOf(failures, outcomes.length);
      }
      for (const entry of prunable) {
        const said = await pruneOne(session, entry, dryRun, runtime.signal);
        if (format === undefined) runtime.stdout(resourceLine(entry.object, said, dryRun));
      }
      if (dryRun === 'none') await this.#afterwards(session, outcomes, { timeoutMs, wait: flags.wait, quiet: flags.quiet, record });
      const unchanged =
        prunable.length === 0 && outcomes.every((outcome) => 'applied' in outcome && outcome.applied.result === 'unchanged');
      return flags['error-unchanged'] && unchanged ? EXIT.unchanged : EXIT.ok;
    } finally {
      session.close();
    }
  }

  /** Warns where nothing will act on what was written, and waits if asked to. */
  async #afterwards(
    session: Session,
    outcomes: readonly ApplyOutcome[],
    options: { timeoutMs: number; wait: boolean; quiet: boolean; record: Awaited<ReturnType<typeof stepRecorder>> },
  ): Promise<void> {
    const { runtime } = this;
    const changed = outcomes.filter((outcome) => 'applied' in outcome && outcome.applied.result !== 'unchanged');
    const written = changed.flatMap(({ manifest }) => {
      const kind = KIND_IDENTITIES.find((candidate) => isOfType(manifest, candidate));
      return kind === undefined ? [] : [{ system: kind.system, namespace: manifest.metadata.namespace }];
    });
    const look = { now: runtime.now(), signal: runtime.signal };
    const warnings = options.quiet ? [] : await operatorWarnings(session, written, look);
    for (const warning of warnings) runtime.stderr(`warning: ${warning}\n`);
    if (!options.wait) return;
    const stored = outcomes.flatMap((outcome) => {
      const object = storedObject(outcome);
      return object === undefined ? [] : [{ object, changed: changed.includes(outcome) }];
    });
    await waitUntilReady(session, stored, { ...options, runtime });
  }

  async #prunable(
    session: Session,
    documents: readonly ManifestDocument[],
    selector: string,
    onlyNamespace: string | undefined,
  ): Promise<readonly Prunable[]> {
    const { signal, stderr } = this.runtime;
    const typed = await Promise.all(
      documents.map((document) => typedManifest(namedManifest(document), session, { signal, onlyNamespace })),
    );
    const prunable = await findPrunable(session, typed, selector, signal);
    if (prunable.length > 0) stderr(`These stand in no file any more:\n${prunableText(prunable)}`);
    return prunable;
  }
}
