import * as Flags from '@oclif/core/flags';
import { usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { resourceLine } from '../../output/resource-line.ts';
import Get from '../get.ts';
import Install from '../install.ts';
import Reconcile from '../reconcile.ts';
import { applyManifests } from '../shared/apply-manifests.ts';
import { BaseCommand } from '../shared/base-command.ts';
import type { CommandClass } from '../shared/base-command.ts';
import { filenameFlag, timeoutFlag } from '../shared/flags.ts';
import { followPhases } from './shared/follow-phases.ts';
import { manifestFiles } from '../shared/manifest-files.ts';
import { kindsOf } from '../shared/nouns.ts';
import { openSandbox } from './shared/open-sandbox.ts';
import { readManifests } from '../shared/read-manifests.ts';
import type { ManifestDocument } from '../shared/read-manifests.ts';
import type { Runtime } from '../shared/runtime.ts';
import { refuseConnectionFlags, sandboxFlags } from './shared/sandbox-flags.ts';
import { openSession } from '../shared/session.ts';
import { splitDocuments } from './shared/split-documents.ts';

/**
 * Nobody else is on this server, so no lease is taken: on a machine that is very busy one could not be renewed in time, because server and loop
 * are one process.
 */
class ReconcileAlone extends Reconcile {
  protected override readonly mayMeetOthers = false;
}

/** The main job from beginning to end, on a sandbox. */
export default class SandboxRun extends BaseCommand {
  static override servedTypes = 'anew' as const;
  static override summary = 'Try manifests without a cluster: install, apply, reconcile until settled, show how they are.';
  static override description =
    'Starts a sandbox (see sandbox up), does there what you would do with a cluster, and ends with the exit code of reconcile.';
  static override usage = 'sandbox run -f FILE|DIR...';
  static override examples = [
    '<%= config.bin %> sandbox run -f examples/maia/quick-start.yaml',
    '<%= config.bin %> sandbox run -R -f examples --storage-class fast-ssd --gpus 8',
    '<%= config.bin %> sandbox run -f - --nodes 1 --timeout 1m',
  ];
  static override flags = {
    ...sandboxFlags,
    filename: filenameFlag,
    recursive: Flags.boolean({ char: 'R', description: 'Look into the folders below the named ones too.' }),
    timeout: timeoutFlag('2m'),
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(SandboxRun);
    const { runtime } = this;
    refuseConnectionFlags(flags, `${runtime.entry.bin} sandbox run`);
    const named = flags.filename ?? [];
    if (named.length === 0) throw usageError('sandbox run needs manifests', `${runtime.entry.bin} sandbox run -f FILE, or -f DIR`);
    const documents = await readManifests(await manifestFiles(named, flags.recursive), runtime);
    const sandbox = await openSandbox({ ...flags, storageClasses: flags['storage-class'] ?? [] });
    try {
      const run = async (command: CommandClass, verb: string, ...words: readonly string[]): Promise<number> => {
        runtime.stderr(`\n$ ${[runtime.entry.bin, verb, ...words].join(' ')}\n`);
        return await BaseCommand.start(new command([`--kubeconfig=${sandbox.kubeconfig}`, ...words], this.config), runtime);
      };
      runtime.stderr(`Kubernetes API server in this process: ${sandbox.url}\n`);
      const installed = await run(Install, 'install');
      if (installed !== EXIT.ok) return installed;
      runtime.stderr(`\n$ kubectl apply --server-side${flags.recursive ? ' -R' : ''}${named.map((name) => ` -f ${name}`).join('')}\n`);
      const { first, later } = splitDocuments(documents);
      await this.#apply(first, sandbox.kubeconfig);
      if (later.length > 0) {
        // It passes over the objects once; what is still on the way there is no failure.
        await run(ReconcileAlone, 'reconcile', '--all-namespaces', '--once');
        await this.#apply(later, sandbox.kubeconfig);
      }
      const settled = await this.#whileTold(sandbox.kubeconfig, () =>
        run(ReconcileAlone, 'reconcile', '--all-namespaces', `--timeout=${flags.timeout}`),
      );
      const shown = await run(Get, 'get', 'all', '--all-namespaces');
      return settled === EXIT.ok ? shown : settled;
    } finally {
      await sandbox.close();
    }
  }

  async #apply(documents: readonly ManifestDocument[], kubeconfig: string): Promise<void> {
    const { flags } = await this.parse(SandboxRun);
    const { runtime } = this;
    const session = await openSession({ ...flags, kubeconfig }, runtime);
    try {
      const outcomes = await applyManifests(session, documents, {
        fieldManager: () => 'kubectl',
        force: false,
        dryRun: 'none',
        onlyNamespace: flags.namespace,
        now: runtime.now,
        signal: runtime.signal,
        record: async () => Promise.resolve(),
        onOutcome: (outcome) => {
          if ('applied' in outcome) runtime.stdout(resourceLine(outcome.manifest, outcome.applied.result));
        },
      });
      const failed = outcomes.find((outcome) => 'error' in outcome);
      if (failed !== undefined) throw failed.error;
    } finally {
      session.close();
    }
  }

  /** Does the work and tells phases meanwhile. */
  async #whileTold(kubeconfig: string, work: () => Promise<number>): Promise<number> {
    const { flags } = await this.parse(SandboxRun);
    const { runtime } = this;
    const session = await openSession({ ...flags, kubeconfig }, runtime);
    const end = new AbortController();
    const kinds = kindsOf(runtime.entry);
    const tell: Runtime['stdout'] = (line) => runtime.stdout(line);
    const told = followPhases(kinds, session, tell, AbortSignal.any([end.signal, runtime.signal]));
    try {
      return await work();
    } finally {
      end.abort();
      await told;
      session.close();
    }
  }
}
