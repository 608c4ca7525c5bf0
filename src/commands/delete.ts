import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CliError, usageError } from '../output/cli-error.ts';
import { formatError } from '../output/format-error.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { resourceLine, resourceName } from '../output/resource-line.ts';
import { exitOf } from './shared/apply/exit-of.ts';
import { BaseCommand } from './shared/base-command.ts';
import { ask, confirm, refuseWithoutTerminal } from './shared/confirm.ts';
import { awaitGone } from './shared/delete/await-gone.ts';
import { blastRadius } from './shared/delete/blast-radius.ts';
import { blastRadiusText } from './shared/delete/blast-radius-text.ts';
import { checkSelection } from './shared/delete/check-selection.ts';
import { deleteObject } from './shared/delete/delete-object.ts';
import type { Doomed } from './shared/delete/doomed.ts';
import { doomedByManifests, doomedByWords } from './shared/delete/find-doomed.ts';
import type { FoundDoomed } from './shared/delete/find-doomed.ts';
import { stripFinalizers, strippable } from './shared/delete/strip-finalizers.ts';
import { parseDuration } from './shared/duration.ts';
import {
  dryRunFlag,
  filenameFlag,
  interactiveFlag,
  kustomizeFlag,
  outputFileFlag,
  outputFlag,
  recursiveFlag,
  selectionFlags,
  timeoutFlag,
  waitFlag,
  yesFlag,
} from './shared/flags.ts';
import { namesManifests, readManifestsGiven } from './shared/read-manifests-given.ts';
import { openSession } from './shared/session.ts';
import type { Session } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { parseTargets } from './shared/targets.ts';
import type { Target } from './shared/targets.ts';

const FORMATS = ['name'] as const;
const CASCADES = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' } as const;

/** Deletes objects, after saying what goes with them. */
export default class Delete extends BaseCommand {
  static override summary = 'Delete objects; says before what goes with them, and asks.';
  static override description =
    'Off a terminal it needs --yes. Only the very objects that were looked at are deleted, never ones made anew under their names.';
  static override usage = 'delete TYPE NAME... | TYPE/NAME... | TYPE -l SELECTOR | TYPE --all | -f FILE';
  static override examples = [
    '<%= config.bin %> delete maiainstance maia --dry-run',
    '<%= config.bin %> delete maiatenant/acme --yes --wait --ignore-not-found',
    '<%= config.bin %> delete -f examples/maia/quick-start.yaml --dry-run=server',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and names.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    ...selectionFlags,
    all: Flags.boolean({ description: 'All objects of the type in the namespace.' }),
    cascade: Flags.option({
      options: ['background', 'foreground', 'orphan'] as const,
      default: 'background',
      description: 'What becomes of what belongs to it: deleted after it, before it, or left alone.',
      helpValue: 'background|foreground|orphan',
    })(),
    'dry-run': dryRunFlag,
    filename: filenameFlag,
    'ignore-not-found': Flags.boolean({ description: 'A name that there is not is no error.' }),
    interactive: interactiveFlag,
    kustomize: kustomizeFlag,
    output: outputFlag(FORMATS),
    'output-file': outputFileFlag,
    recursive: recursiveFlag,
    'strip-finalizers': Flags.boolean({
      description: 'Take the finalizers off too: what they were to clean up stays behind. Needs --yes.',
    }),
    timeout: timeoutFlag('2m'),
    wait: waitFlag,
    yes: yesFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Delete);
    const { runtime } = this;
    const targets = parseTargets(argv.map(String), runtime.entry);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, FORMATS);
    const fromFiles = namesManifests(flags);
    const dryRun = flags['dry-run'];
    checkSelection(targets, { ...flags, fromFiles });
    if (flags['strip-finalizers'] && !flags.yes)
      throw usageError('--strip-finalizers leaves behind what the finalizers were to clean up', 'say --yes too');
    if (flags.interactive && flags.yes) throw usageError('--interactive contradicts --yes', 'give one of them');
    const asks = !flags.yes && dryRun === 'none';
    if (asks) refuseWithoutTerminal('delete', runtime);
    const documents = fromFiles ? await readManifestsGiven(flags, runtime, 'delete') : [];
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const session = await openSession(flags, runtime);
    try {
      const found = fromFiles
        ? await doomedByManifests(session, documents, {
            onlyNamespace: flags.namespace,
            ignoreNotFound: flags['ignore-not-found'],
            signal: runtime.signal,
            tell: flags.quiet ? () => undefined : runtime.stderr,
          })
        : await this.#named(session, targets, flags);
      for (const error of found.missing) runtime.stderr(formatError(error, flags.verbosity));
      if (found.doomed.length === 0 && found.missing.length === 0 && !flags['ignore-not-found'] && !flags.quiet)
        runtime.stderr('No resources found\n');
      if (found.doomed.length > 0 && (asks || (dryRun !== 'none' && !flags.quiet))) {
        const radius = await blastRadius(session, found.doomed, { orphan: flags.cascade === 'orphan', signal: runtime.signal });
        runtime.stderr(blastRadiusText(found.doomed, radius));
      }
      if (asks && !flags.interactive && found.doomed.length > 0) await confirm('Delete', runtime);
      const gone: Doomed[] = [];
      const failures: CliError[] = [...found.missing];
      for (const one of found.doomed) {
        const name = resourceName(one.object);
        if (flags.interactive && asks && !(await ask(`Delete ${name}`, runtime))) continue;
        try {
          await deleteObject(session, one, { propagation: CASCADES[flags.cascade], dryRun, signal: runtime.signal });
        } catch (error) {
          if (runtime.signal.aborted || !(error instanceof CliError)) throw error;
          runtime.stderr(formatError(error, flags.verbosity));
          failures.push(error);
          await record({ step: 'delete', object: name, result: 'failed' });
          continue;
        }
        gone.push(one);
        runtime.stdout(format === 'name' ? `${name}\n` : resourceLine(one.object, 'deleted', dryRun));
        await record({ step: 'delete', object: name, result: 'deleted' });
      }
      if (flags['strip-finalizers']) await this.#strip(session, gone, dryRun !== 'none');
      if (dryRun === 'none' && flags.wait) await awaitGone(session, gone, { timeoutMs, runtime, record, quiet: flags.quiet });
      return exitOf(failures, found.doomed.length + found.missing.length);
    } finally {
      session.close();
    }
  }

  async #strip(session: Session, gone: readonly Doomed[], dry: boolean): Promise<void> {
    for (const one of gone) {
      const stripped = dry ? strippable(one.object.metadata.finalizers) : await stripFinalizers(session, one, this.runtime.signal);
      if (stripped.length === 0) continue;
      const verb = dry ? 'would be' : 'were';
      this.runtime.stderr(
        `warning: the finalizers of ${resourceName(one.object)} ${verb} taken off (${stripped.join(', ')}): what they were to clean up stays behind\n`,
      );
    }
  }

  #named(
    session: Session,
    targets: readonly Target[],
    flags: { 'all-namespaces': boolean; selector?: string | undefined; 'field-selector'?: string | undefined; 'ignore-not-found': boolean },
  ): Promise<FoundDoomed> {
    return doomedByWords(session, targets, {
      namespace: flags['all-namespaces'] ? undefined : session.namespace,
      selector: flags.selector,
      fieldSelector: flags['field-selector'],
      ignoreNotFound: flags['ignore-not-found'],
      signal: this.runtime.signal,
    });
  }
}
