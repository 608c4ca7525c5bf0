import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { MOST_SHARDS } from '../kernel/shard.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { cliFieldManager } from '../registry.ts';
import { BaseCommand } from './shared/base-command.ts';
import { exportCrds, readCrdFiles } from './shared/crd-files.ts';
import type { CrdFile } from './shared/crd-files.ts';
import { deadline } from './shared/deadline.ts';
import { parseDuration } from './shared/duration.ts';
import type { EntryPoint } from './shared/entry-point.ts';
import { dryRunFlag, fieldManagerFlag, outputFileFlag, outputFlag, systemsFlag, timeoutFlag, waitFlag } from './shared/flags.ts';
import { installCrds, waitEstablished } from './shared/install-crds.ts';
import { chosenValues, INSTALL_TARGETS, refuseOperatorFlags, type OperatorFlags } from './shared/install-operator/operator-choice.ts';
import { operatorFieldManager } from './shared/install-operator/identity-for.ts';
import type { PlannedOperator } from './shared/install-operator/operator-plan.ts';
import { kindsOf } from './shared/nouns.ts';
import { progress, type ProgressStep } from './shared/progress/progress.ts';
import { openSession } from './shared/session.ts';
import type { Session } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { chooseSystems } from './shared/systems.ts';

const FORMATS = ['yaml', 'json'] as const;

/** Puts the custom resource definitions, and the operator, into the cluster. */
export default class Install extends BaseCommand {
  static override servedTypes = 'changed' as const;
  static override summary = 'Install the custom resource definitions, and the operator in the cluster.';
  static override description =
    'The operator runs this program in the cluster: one for each system, or one for all of them. It goes into the namespace that -n names, else where the system is usually installed. With --watch-namespaces it gets rights in those only.';
  static override usage = 'install [crds|operator|all]';
  static override examples = [
    '<%= config.bin %> install',
    '<%= config.bin %> install --dry-run=server',
    '<%= config.bin %> install --export',
    '<%= config.bin %> install all --replicas 2 --dry-run=server',
    '<%= config.bin %> install operator --systems maia --export',
  ];
  static override args = {
    what: Args.string({ description: 'What to install.', options: INSTALL_TARGETS, default: 'crds', ignoreStdin: true }),
  };
  static override flags = {
    adopt: Flags.boolean({ description: 'Take over what someone else put there or changed.' }),
    'dry-run': dryRunFlag,
    export: Flags.boolean({ description: 'Print what would be applied, as YAML; needs no cluster.' }),
    'field-manager': fieldManagerFlag,
    image: Flags.string({ description: "Image of the operator. Default: this version's.", helpValue: 'REF' }),
    output: outputFlag(FORMATS),
    'output-file': outputFileFlag,
    replicas: Flags.integer({
      description: 'Pods of the operator: one works, the others wait for its lease.',
      min: 0,
      max: 10,
      helpValue: 'N',
    }),
    shards: Flags.integer({
      description: 'Deployments that share the objects among them, each with its own lease and that many replicas.',
      min: 1,
      max: MOST_SHARDS,
      helpValue: 'N',
    }),
    systems: systemsFlag,
    timeout: timeoutFlag('2m'),
    values: Flags.string({ description: 'File (YAML) with values for the operator.', helpValue: 'FILE' }),
    wait: waitFlag,
    'watch-namespaces': Flags.string({
      description: 'The operator works in these namespaces only, separated by commas.',
      helpValue: 'LIST',
    }),
  };

  protected async execute(): Promise<undefined> {
    const { args, flags } = await this.parse(Install);
    const { runtime } = this;
    const entry = chooseSystems(runtime.entry, flags.systems);
    const { bin } = runtime.entry;
    if (args.what === 'crds') refuseOperatorFlags(flags, bin);
    const operator = args.what === 'crds' ? undefined : await this.#plan(entry, flags);
    const files = args.what === 'operator' ? [] : await readCrdFiles(runtime.root, kindsOf(entry));
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, FORMATS);
    if (flags.export || format !== undefined) return await this.#print(files, operator, format ?? 'yaml');
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const session = await openSession(flags, runtime, flags['field-manager']);
    let waiting = 'the API server';
    const limit = deadline(timeoutMs === 0 ? -1 : timeoutMs, runtime.signal, () => `waiting for ${waiting}`);
    const shown = progress(runtime, 'waiting', { quiet: flags.quiet, lines: false });
    const { signal } = limit;
    const once = timeoutMs === 0;
    const waited = async (name: string, wait: (tell: (what: string) => void) => Promise<void>): Promise<void> => {
      if (!flags.wait || flags['dry-run'] !== 'none') return;
      const step: ProgressStep = shown.step(name);
      await wait((what) => {
        waiting = what;
        step.say(what);
      });
      step.done();
    };
    try {
      const shared = {
        dryRun: flags['dry-run'],
        adopt: flags.adopt,
        bin,
        now: runtime.now,
        signal,
        print: runtime.stdout,
        record: await stepRecorder(flags['output-file'], runtime.now),
        warn: (text: string): void => runtime.stderr(`warning: ${text}\n`),
      };
      const crds = async (): Promise<void> => {
        if (files.length === 0) return;
        const fieldManager = (file: CrdFile): string => flags['field-manager'] ?? cliFieldManager(file.kind.system);
        await installCrds(session, files, { ...shared, fieldManager });
        await waited('definitions', (tell) => waitEstablished(session, files, signal, { once, tell }));
      };
      if (operator === undefined) {
        await crds();
        return;
      }
      const { installOperator } = await import('./shared/install-operator/install-operator.ts');
      if (args.what === 'operator') await this.#requireDefinitions(session, operator, signal);
      const fieldManager = flags['field-manager'] ?? operatorFieldManager(operator.identity);
      await installOperator(operator, {
        ...shared,
        session,
        fieldManager,
        once,
        definitions: crds,
        waited: (wait) => waited('operator', wait),
      });
    } finally {
      limit.cancel();
      await shown.close();
      session.close();
    }
  }

  /** Rights come from the reconcilers: nobody who installs definitions only needs to read their code. */
  async #plan(entry: EntryPoint, flags: OperatorFlags & { readonly namespace?: string | undefined }): Promise<PlannedOperator> {
    const { planOperator } = await import('./shared/install-operator/operator-plan.ts');
    const values = await chosenValues(flags);
    return await planOperator({ entry, namespace: flags.namespace, values, version: this.runtime.version });
  }

  /** An operator that finds nothing to watch ends at once: better said now. */
  async #requireDefinitions(session: Session, { plan }: PlannedOperator, signal: AbortSignal): Promise<void> {
    const { entry } = this.runtime;
    for (const kind of kindsOf({ ...entry, systems: plan.systems })) {
      const isServed = await session.during({ verb: 'get' }, () => session.discovery.serves(kind, { signal }));
      if (isServed) continue;
      const { kindNotServed } = await import('./shared/describe-api-error.ts');
      throw kindNotServed(kind, entry.bin, await session.discovery.versionsOf(kind.group, kind.kind));
    }
  }

  async #print(files: readonly CrdFile[], operator: PlannedOperator | undefined, format: (typeof FORMATS)[number]): Promise<undefined> {
    const { inOrder } = await import('../manifests/operator/operator-manifests.ts');
    const { operatorYaml } = await import('../manifests/operator/operator-yaml.ts');
    const parts = operator === undefined ? [] : inOrder(operator.manifests);
    if (format === 'yaml') {
      // Definitions stand between the namespace and the rest where they are applied; in a file the order does not matter to kubectl.
      this.runtime.stdout(
        [...(files.length === 0 ? [] : [exportCrds(files)]), ...(parts.length === 0 ? [] : [operatorYaml(parts)])].join('---\n'),
      );
      return;
    }
    const { toJson, toList } = await import('../output/print-object.ts');
    this.runtime.stdout(toJson(toList([...files.map(({ manifest }) => manifest), ...parts])));
  }
}
