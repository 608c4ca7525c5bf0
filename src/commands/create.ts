import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { resourceLine, resourceName } from '../output/resource-line.ts';
import type { DryRun } from '../output/resource-line.ts';
import { fieldManagerOf } from './shared/apply/field-manager-of.ts';
import { tellOperators } from './shared/apply/operator-warnings.ts';
import { waitUntilReady } from './shared/apply/wait-until-ready.ts';
import { printWritten, WRITE_FORMATS } from './shared/apply/written-objects.ts';
import type { WriteFormat } from './shared/apply/written-objects.ts';
import { BaseCommand } from './shared/base-command.ts';
import type { CommandClass } from './shared/base-command.ts';
import { buildSpec } from './shared/create/build-spec.ts';
import { createObject } from './shared/create/create-object.ts';
import type { Created } from './shared/create/create-object.ts';
import { definitionOf } from './shared/create/definition-of.ts';
import { flagHelp } from './shared/create/flag-help.ts';
import { keyValues } from './shared/create/key-values.ts';
import { kindFlags } from './shared/create/kind-flags.ts';
import { kindInWords } from './shared/create/kind-in-words.ts';
import { objectToCreate } from './shared/create/object-to-create.ts';
import { oclifFlags } from './shared/create/oclif-flags.ts';
import { parseDuration } from './shared/duration.ts';
import type { EntryPoint } from './shared/entry-point.ts';
import {
  commonFlags,
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  outputFileFlag,
  outputFlag,
  timeoutFlag,
  waitReadyFlag,
  yesFlag,
} from './shared/flags.ts';
import type { Runtime } from './shared/runtime.ts';
import { openSession } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { parseTargets } from './shared/targets.ts';

/** Flags that a kind's must not hide: those of the command, and those that may stand before the verb. */
const own = (): readonly string[] => [...Object.keys(commonFlags), ...Object.keys(Create.flags), 'help'];

/** Makes an object from flags. */
export default class Create extends BaseCommand {
  static override summary = 'Create an object from flags.';
  static override description =
    'Every field of the type can be set with --set; the usual ones have flags of their own: create KIND --help lists them.';
  static override usage = 'create KIND NAME [flags]';
  static override examples = [
    '<%= config.bin %> create maiainstance demo --replicas 1 --image-tag v1.0.0 --export',
    '<%= config.bin %> create maiainstance demo --set storage.size=20Gi --dry-run=server',
    '<%= config.bin %> create maiainstance maia --if-not-exists',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and name of the object.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    annotations: Flags.string({ description: 'Annotations.', helpValue: 'KEY=VALUE,...', multiple: true, multipleNonGreedy: true }),
    'dry-run': dryRunFlag,
    'error-unchanged': errorUnchangedFlag,
    export: Flags.boolean({ description: 'Print the manifest, as YAML; needs no cluster.' }),
    'field-manager': fieldManagerFlag,
    'if-not-exists': Flags.boolean({ description: 'One that is there already is no error, and is left as it is.' }),
    labels: Flags.string({ description: 'Labels.', helpValue: 'KEY=VALUE,...', multiple: true, multipleNonGreedy: true }),
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    set: Flags.string({
      description: 'Set a field of spec; may be repeated: --set image.tag=v1.0.0',
      helpValue: 'PATH=VALUE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    timeout: timeoutFlag('5m'),
    wait: waitReadyFlag,
    yes: yesFlag,
  };

  /** The command with the flags of the kind that the words name. */
  static override async forWords(words: readonly string[], entry: EntryPoint): Promise<CommandClass> {
    const identity = kindInWords(words, entry);
    if (identity === undefined) return Create;
    const flags = await kindFlags(await definitionOf(identity), own());
    return class extends Create {
      // oclif's parser reads only what a class has of its own.
      static override args = Create.args;
      static override flags = { ...Create.flags, ...oclifFlags(flags) };
    };
  }

  static override async helpFor(words: readonly string[], runtime: Pick<Runtime, 'entry' | 'columns'>): Promise<string> {
    const identity = kindInWords(words, runtime.entry);
    if (identity === undefined) return '';
    const flags = await kindFlags(await definitionOf(identity), own());
    return await flagHelp(`FLAGS OF ${identity.kind.toUpperCase()}`, flags, runtime.columns);
  }

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(this.constructor as typeof Create);
    const { runtime } = this;
    const [target, ...more] = parseTargets(argv.map(String), runtime.entry);
    const [name, ...names] = target?.names ?? [];
    const isOne = target !== undefined && more.length === 0 && name !== undefined && names.length === 0;
    if (!isOne)
      throw usageError('create makes one object: KIND NAME', `${runtime.entry.bin} create ${target?.kind.singular ?? 'KIND'} NAME`);
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const kind = await definitionOf(target.kind);
    const spec = buildSpec(kind, await kindFlags(kind, own()), { name, flags, set: flags.set ?? [] });
    const metadata = {
      name,
      namespace: flags.namespace,
      labels: keyValues(flags.labels, 'labels'),
      annotations: keyValues(flags.annotations, 'annotations'),
    };
    if (flags.namespace !== undefined && kind.scope === 'Cluster') throw usageError(`a ${kind.kind} has no namespace`, 'leave -n out');
    const dryRun = flags['dry-run'];
    const draft = objectToCreate(kind, metadata, spec);
    if (flags.export || dryRun === 'client') {
      await printWritten([draft], format ?? 'yaml', runtime);
      if (!flags.export && !flags.quiet) runtime.stderr(resourceLine(draft, 'created', dryRun));
      return EXIT.ok;
    }
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const session = await openSession(flags, runtime, flags['field-manager']);
    try {
      const manifest = objectToCreate(kind, { ...metadata, namespace: session.namespace }, spec);
      const created = await createObject(session, kind, manifest, {
        fieldManager: fieldManagerOf(manifest, flags['field-manager'], runtime.entry),
        dryRun: dryRun === 'server',
        ifNotExists: flags['if-not-exists'],
        signal: runtime.signal,
      });
      await record({ step: 'create', object: resourceName(manifest), result: created.result });
      await this.#tell(created, format, dryRun);
      const { object, result } = created;
      if (dryRun === 'none' && result === 'created' && !flags.quiet) {
        await tellOperators(session, [object], kind.system, runtime);
      }
      if (dryRun === 'none' && flags.wait) {
        await waitUntilReady(session, [{ object, changed: result === 'created' }], { timeoutMs, runtime, record, quiet: flags.quiet });
      }
      return flags['error-unchanged'] && result === 'unchanged' ? EXIT.unchanged : EXIT.ok;
    } finally {
      session.close();
    }
  }

  async #tell({ object, result, differences }: Created, format: WriteFormat | undefined, dryRun: DryRun): Promise<void> {
    const { runtime } = this;
    if (differences.length > 0) {
      runtime.stderr(`warning: ${resourceName(object)} was there already and is not as asked: ${differences.join('; ')}\n`);
    }
    if (object.metadata.deletionTimestamp !== undefined) runtime.stderr(`warning: ${resourceName(object)} is being deleted\n`);
    if (format === undefined) runtime.stdout(resourceLine(object, result, dryRun));
    else await printWritten([object], format, runtime);
  }
}
