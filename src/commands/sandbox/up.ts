import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../shared/base-command.ts';
import { refuseConnectionFlags, sandboxFlags } from './shared/sandbox-flags.ts';
import { openSandbox } from './shared/open-sandbox.ts';
import { Interruption } from '../shared/interruption.ts';

/** Serves a sandbox until a signal comes. */
export default class SandboxUp extends BaseCommand {
  static override servedTypes = 'anew' as const;
  static override summary = 'Serve a make-believe Kubernetes API server from this process until Ctrl-C.';
  static override description =
    'It keeps everything in memory and plays the controllers, the scheduler and the nodes: kubectl and these plugins work with it as with a cluster. Nothing outside this process is touched, and everything is gone at its end.';
  static override usage = 'sandbox up';
  static override examples = [
    '<%= config.bin %> sandbox up',
    '<%= config.bin %> sandbox up --nodes 5 --gpus 8 --storage-class fast-ssd',
    '<%= config.bin %> sandbox up --kubeconfig-out /tmp/sandbox.kubeconfig --port 7443',
  ];
  static override flags = {
    ...sandboxFlags,
    'kubeconfig-out': Flags.string({ description: 'Write the kubeconfig there. Default: a temporary file.', helpValue: 'PATH' }),
    port: Flags.integer({ default: 0, min: 0, max: 65_535, helpValue: 'NUMBER', description: 'Port on 127.0.0.1; 0 takes a free one.' }),
  };

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(SandboxUp);
    const { runtime } = this;
    refuseConnectionFlags(flags, `${runtime.entry.bin} sandbox up`);
    const sandbox = await openSandbox({ ...flags, kubeconfigOut: flags['kubeconfig-out'], storageClasses: flags['storage-class'] ?? [] });
    try {
      runtime.stdout(`export KUBECONFIG=${shellWord(sandbox.kubeconfig)}\n`);
      runtime.stderr(`Kubernetes API server in this process: ${sandbox.url}. Ctrl-C ends it and forgets everything in it.\n`);
      await aborted(runtime.signal);
    } finally {
      await sandbox.close();
    }
    const reason: unknown = runtime.signal.reason;
    if (!(reason instanceof Interruption)) throw reason;
  }
}

/** A path as a word of a POSIX shell. */
function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
