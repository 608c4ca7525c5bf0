import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { OperatorIdentity } from '../manifests/operator/operator-identity.ts';
import { CliError, usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { resourceName } from '../output/resource-line.ts';
import { cliFieldManager } from '../registry.ts';
import { BaseCommand } from './shared/base-command.ts';
import { confirm } from './shared/confirm.ts';
import { deadline } from './shared/deadline.ts';
import { parseDuration } from './shared/duration.ts';
import { dryRunFlag, outputFileFlag, systemsFlag, timeoutFlag, waitFlag, yesFlag } from './shared/flags.ts';
import type { InstalledOperator } from './shared/install-operator/find-installed-operator.ts';
import { INSTALL_TARGETS, type InstallTarget } from './shared/install-operator/operator-choice.ts';
import { identityFor, operatorFieldManager } from './shared/install-operator/identity-for.ts';
import { withinScope } from './shared/install-operator/within-scope.ts';
import { kindsOf } from './shared/nouns.ts';
import { progress } from './shared/progress/progress.ts';
import type { ProgressStep } from './shared/progress/progress.ts';
import { openSession } from './shared/session.ts';
import type { Session } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { chooseSystems } from './shared/systems.ts';
import { deleteAllObjects, deleteCrds, findInstalled, refuseForeign } from './shared/uninstall-crds.ts';
import type { Installed, UninstallOptions } from './shared/uninstall-crds.ts';

function countOf(installed: readonly Installed[]): string {
  return installed
    .filter(({ objects }) => objects.length > 0)
    .map(({ kind, objects }) => `${objects.length} ${objects.length === 1 ? kind.singular : kind.plural}`)
    .join(', ');
}

/** What a run was asked to do about objects. */
interface Allowed {
  readonly what: InstallTarget;
  readonly destroy: boolean;
  readonly keep: boolean;
  readonly yes: boolean;
  readonly dry: boolean;
}

/** Removes the custom resource definitions, and with `--delete-resources` every object of theirs; and the operator. */
export default class Uninstall extends BaseCommand {
  static override servedTypes = 'changed' as const;
  static override summary = 'Remove the custom resource definitions, and the operator in the cluster.';
  static override usage = 'uninstall [crds|operator|all]';
  static override description =
    'Refuses while there are objects: deleting a definition deletes them all, in every namespace, and without the operator nothing acts on them. First go the objects, then the operator, its rights, the definitions, and the namespace where install made it and nothing else is in it.';
  static override examples = [
    '<%= config.bin %> uninstall --delete-resources --dry-run',
    '<%= config.bin %> uninstall --systems kaos --delete-resources --yes',
    '<%= config.bin %> uninstall crds --systems kaos',
    '<%= config.bin %> uninstall operator --keep-crds --dry-run',
  ];
  static override args = {
    what: Args.string({ description: 'What to remove.', options: INSTALL_TARGETS, default: 'crds', ignoreStdin: true }),
  };
  static override flags = {
    'delete-resources': Flags.boolean({ description: 'Delete every object of these types first.' }),
    'dry-run': dryRunFlag,
    'keep-crds': Flags.boolean({
      description: 'Remove the operator only: definitions and objects stay, and nothing acts on them.',
      exclusive: ['delete-resources'],
    }),
    'output-file': outputFileFlag,
    systems: systemsFlag,
    timeout: timeoutFlag('2m'),
    wait: waitFlag,
    yes: yesFlag,
  };

  protected async execute(): Promise<undefined> {
    const { args, flags } = await this.parse(Uninstall);
    const { runtime } = this;
    const what = INSTALL_TARGETS.find((target) => target === args.what) ?? 'crds';
    if (what === 'crds' && flags['keep-crds'])
      throw usageError('--keep-crds contradicts uninstall crds', `${runtime.entry.bin} uninstall operator --keep-crds`);
    const entry = chooseSystems(runtime.entry, flags.systems);
    const identity = identityFor(entry);
    const namespace = flags.namespace ?? identity.namespace;
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const dry = flags['dry-run'] !== 'none';
    const session = await openSession(flags, runtime);
    let waiting = 'the API server';
    let step: ProgressStep | undefined;
    try {
      const { signal } = runtime;
      const operator = what === 'crds' ? undefined : await this.#find(session, identity, namespace);
      const keepsCrds = what === 'operator' || flags['keep-crds'];
      const found = await findInstalled(session, kindsOf(entry), signal);
      const installed = what === 'operator' && operator !== undefined ? withinScope(found, operator) : found;
      if ((keepsCrds || installed.length === 0) && isNothing(operator)) {
        const none =
          operator === undefined ? 'none of the definitions is there' : `there is no ${identity.deployment} in namespace ${namespace}`;
        runtime.stderr(`Nothing to uninstall: ${none}.\n`);
        return;
      }
      await this.#check(installed, { what, destroy: flags['delete-resources'], keep: flags['keep-crds'], yes: flags.yes, dry });
      const limit = deadline(timeoutMs, signal, () => `waiting for ${waiting}`);
      const shown = progress(runtime, 'waiting', { quiet: flags.quiet, lines: false });
      const options: UninstallOptions = {
        dryRun: flags['dry-run'],
        wait: flags.wait,
        signal: limit.signal,
        print: runtime.stdout,
        record: await stepRecorder(flags['output-file'], runtime.now),
        tell: (text) => {
          waiting = text;
          step ??= shown.step('deletion');
          step.say(text);
        },
      };
      try {
        if (!flags['keep-crds']) await deleteAllObjects(session, installed, options);
        if (operator !== undefined) {
          const { awaitStopped, removeParts } = await import('./shared/install-operator/remove-operator.ts');
          await removeParts(session, operator.workload, options);
          if (!dry && flags.wait && operator.workload.length > 0) await awaitStopped(session, identity, namespace, options);
          await removeParts(session, operator.rbac, options);
        }
        if (!keepsCrds) await deleteCrds(session, installed, options);
        await this.#removeNamespace(session, operator, identity, options);
        step?.done();
      } finally {
        limit.cancel();
        await shown.close();
      }
    } finally {
      session.close();
    }
  }

  async #find(session: Session, identity: OperatorIdentity, namespace: string): Promise<InstalledOperator> {
    const { findInstalledOperator } = await import('./shared/install-operator/find-installed-operator.ts');
    return await findInstalledOperator(identity, namespace, operatorFieldManager(identity), { session, signal: this.runtime.signal });
  }

  /** Only the one that this program made, and only where nothing but the manager was in it. */
  async #removeNamespace(
    session: Session,
    operator: InstalledOperator | undefined,
    identity: OperatorIdentity,
    options: UninstallOptions,
  ): Promise<void> {
    const part = operator?.namespace;
    if (part === undefined) return;
    const { firstStranger, removeParts } = await import('./shared/install-operator/remove-operator.ts');
    const stranger = await firstStranger(session, part.object.metadata.name, identity, options.signal);
    if (stranger === undefined) await removeParts(session, [part], options);
    else this.runtime.stderr(`${resourceName(part.object)} stays: there is ${stranger} in it\n`);
  }

  async #check(installed: readonly Installed[], allowed: Allowed): Promise<void> {
    const { runtime } = this;
    const { what, destroy, keep, yes, dry } = allowed;
    if (what !== 'operator' && !keep) refuseForeign(installed, (kind) => cliFieldManager(kind.system));
    const objects = countOf(installed);
    if (objects === '' || keep) return;
    const { bin } = runtime.entry;
    if (!destroy) {
      const isOperator = what === 'operator';
      const leave = `${bin} uninstall ${what} --keep-crds`;
      throw new CliError({
        exit: EXIT.conflict,
        message: `there are still objects: ${objects}`,
        why: isOperator ? 'without the operator nothing acts on them' : 'deleting a definition deletes all its objects, in every namespace',
        fix: isOperator
          ? `delete them first, or ${bin} uninstall operator --delete-resources --yes; to leave them as they are: ${leave}`
          : `delete them first, or ${bin} uninstall${what === 'all' ? ' all' : ''} --delete-resources --yes`,
      });
    }
    if (!yes && !dry) await confirm(`Delete ${objects} for good`, runtime);
  }
}

function isNothing(operator: InstalledOperator | undefined): boolean {
  return operator === undefined || operator.workload.length + operator.rbac.length === 0;
}
