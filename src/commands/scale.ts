import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { WRITE_FORMATS } from './shared/apply/written-objects.ts';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { cliFieldManager } from '../registry.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import {
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  forceConflictsFlag,
  outputFileFlag,
  outputFlag,
  timeoutFlag,
  waitReadyFlag,
} from './shared/flags.ts';
import { kindsOf } from './shared/nouns.ts';
import { checkPodsToDelete, scaleGroup } from './marie/shared/scale/scale-group.ts';
import { showChangePlan } from './shared/plan/change-plan.ts';
import { scaleObject, wishedScale } from './shared/scale/scale-object.ts';
import { changeMany } from './shared/change/change-many.ts';
import { keyFor } from './shared/change/change-object.ts';
import { checkScalable } from './shared/scale/scale-change.ts';
import { openSession } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { parseTargets } from './shared/targets.ts';
import { waitFor } from './shared/wait/wait-for.ts';

/** Sets the number of pods. */
export default class Scale extends BaseCommand {
  static override summary = 'Set the number of pods.';
  static override description =
    'A number that a controller looks after (an autoscaler, a delivery tool) is left alone, unless --force-conflicts takes it over. What cannot work is told, where that can be known; with --plan it ends with 1.';
  static override usage = 'scale TYPE NAME... | TYPE/NAME... --replicas N';
  static override examples = [
    '<%= config.bin %> scale maiainstance maia --replicas 2 --dry-run=server',
    '<%= config.bin %> scale maiainstance/maia --current-replicas 1 --replicas 2',
    '<%= config.bin %> scale maiainstance maia --replicas 1 -o json',
    '<%= config.bin %> scale abiinstance my-abi --replicas 3 --plan',
  ];
  static override args = { targets: Args.string({ description: 'Type and names.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    replicas: Flags.integer({ required: true, min: 0, description: 'The number of pods wanted.', helpValue: 'N' }),
    'current-replicas': Flags.integer({ min: 0, description: 'Only if it is this number now.', helpValue: 'N' }),
    group: Flags.string({ description: 'The group of the object that is scaled, for types that have groups.', helpValue: 'NAME' }),
    'delete-pod': Flags.string({
      description: 'A pod of the group that goes first when it shrinks; may be repeated.',
      helpValue: 'POD',
      multiple: true,
      multipleNonGreedy: true,
    }),
    plan: Flags.boolean({ description: 'Only say what would change, which pods would restart and what cannot work; stores nothing.' }),
    'dry-run': dryRunFlag,
    'error-unchanged': errorUnchangedFlag,
    'field-manager': fieldManagerFlag,
    'force-conflicts': forceConflictsFlag,
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    timeout: timeoutFlag('2m'),
    wait: waitReadyFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Scale);
    const { runtime } = this;
    const targets = parseTargets(argv.map(String), runtime.entry);
    const format = flags.output === undefined || flags.plan ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
    const planFormat = flags.output === undefined || !flags.plan ? undefined : parseOutputFormat(flags.output, ['json'] as const);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    if (targets.length === 0 || targets.some(({ names }) => names.length === 0)) {
      throw usageError('scale needs a type and a name', `${runtime.entry.bin} scale TYPE NAME --replicas N`);
    }
    for (const { kind } of targets) checkScalable(kind, flags.group, kindsOf(runtime.entry));
    const say = (line: string): void => void (flags.quiet || runtime.stderr(`${line}\n`));
    const scaling = { group: flags.group, pods: flags['delete-pod'] ?? [], replicas: flags.replicas, say };
    for (const { kind } of targets) checkPodsToDelete(kind, scaling);
    if (flags.plan && targets.flatMap(({ names }) => names).length > 1) throw usageError('--plan looks at one object', 'name one');
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const session = await openSession(flags, runtime);
    try {
      const objects = targets.flatMap(({ kind, names }) => names.map((name) => ({ kind, key: keyFor(kind, name, session.namespace) })));
      for (const { kind, key } of flags.quiet ? [] : objects) {
        const { replicasLimit } = kind;
        if (replicasLimit === undefined || flags.replicas <= replicasLimit.most) continue;
        runtime.stderr(`warning: ${kind.singular}.${kind.group}/${key.name} with ${flags.replicas} replicas: ${replicasLimit.why}\n`);
      }
      const request = {
        replicas: flags.replicas,
        currentReplicas: flags['current-replicas'],
        group: flags.group,
        force: flags['force-conflicts'],
        now: runtime.now(),
      };
      const [only] = objects;
      if (flags.plan && only !== undefined) {
        const wish = await wishedScale({ session, runtime }, only, request);
        return await showChangePlan(session, only.kind, { ...wish, change: 'the scaling' }, runtime, {
          format: planFormat,
          quiet: flags.quiet,
        });
      }
      const done = await changeMany(
        objects,
        (object) =>
          scaleObject({ session, runtime }, object, request, {
            dryRun: flags['dry-run'],
            fieldManager: flags['field-manager'] ?? cliFieldManager(object.kind.system),
            signal: runtime.signal,
            quiet: flags.quiet,
            also: (change) => scaleGroup(object.kind, change, scaling),
          }),
        runtime,
        {
          done: 'scaled',
          dryRun: flags['dry-run'],
          format,
          errorUnchanged: flags['error-unchanged'],
          verbosity: flags.verbosity,
          record,
        },
      );
      if (flags.wait && flags['dry-run'] === 'none' && done.exit !== EXIT.partial && done.targets.length > 0) {
        await waitFor(
          session,
          done.targets,
          { is: 'ready' },
          { timeoutMs, mode: 'all', runtime, signal: runtime.signal, record, quiet: flags.quiet },
        );
      }
      return done.exit;
    } finally {
      session.close();
    }
  }
}
