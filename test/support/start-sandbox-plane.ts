import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { ControlPlane, ControlPlaneUser } from './control-plane-types.ts';
import { kubectlOrSkip } from './find-kubectl.ts';

/** A sandbox that tests use like a control plane. */
export interface StartedSandbox extends ControlPlane {
  readonly sandbox: Sandbox;
}

const USERS: readonly ControlPlaneUser[] = ['nobody', 'developer', 'ci'];

/**
 * A sandbox with the nodes, users and files of the shared control plane. Its API server can be stopped, killed and started again (the state
 * stays); the other programs are part of it.
 */
export async function startSandboxPlane(options: SandboxOptions = {}): Promise<StartedSandbox> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-sandbox-plane-'));
  const sandbox = await startSandbox({ nodes: 3, gpus: 8, controllers: 'instant', users: USERS, ...options });
  const write = async (user?: ControlPlaneUser): Promise<string> => {
    const file = path.join(dir, user === undefined ? 'kubeconfig' : `${user}.kubeconfig`);
    await writeFile(file, sandbox.kubeconfig(user), { mode: 0o600 });
    return file;
  };
  const [kubeconfig, nobody, developer, ci] = [await write(), await write('nobody'), await write('developer'), await write('ci')];
  const only = (program: string): void => {
    if (program !== 'kube-apiserver') throw new Error(`a sandbox has no ${program} of its own`);
  };
  return {
    sandbox,
    dir,
    kubeconfig,
    kubeconfigs: { nobody, developer, ci },
    get kubectl() {
      return kubectlOrSkip();
    },
    controllers: true,
    stop: async (program) => {
      only(program);
      await sandbox.crash();
    },
    kill: async (program) => {
      only(program);
      await sandbox.crash();
    },
    start: async (program) => {
      only(program);
      await sandbox.restart();
    },
    close: async () => {
      await sandbox.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
