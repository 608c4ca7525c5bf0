import path from 'node:path';
import { inject } from 'vitest';
import { startControlPlane } from './control-plane.ts';
import { findControlPlane } from './control-plane-source.ts';
import type { ControlPlane, ControlPlaneOptions } from './control-plane-types.ts';
import { addLoopAccounts } from './operator-account-setup.ts';
import { enterPlane } from './privilege-ledger.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { sandboxPlane } from './sandbox-plane.ts';

/**
 * A server that a test file shares with nobody: a sandbox in project `sandbox`, a control plane elsewhere; undefined where none can run.
 * The loops on a control plane run as the operator, as on the shared one. End it with `close()`.
 */
export async function startOwnPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane | undefined> {
  if (sandboxPlane() !== undefined) {
    const { startSandboxPlane } = await import('./start-sandbox-plane.ts');
    const { nodes = 3, gpus = 0, bare = false } = options;
    return await startSandboxPlane({ nodes, gpus, controllers: bare ? 'none' : 'instant' });
  }
  const source = findControlPlane(process.env, PROJECT_ROOT);
  if (source.from === 'nowhere') return undefined;
  const ledger = inject('privilegeLedger');
  if (ledger === undefined) return startControlPlane(options, source);
  const plane = await startControlPlane({ ...options, audit: true }, source);
  try {
    await addLoopAccounts(plane.kubeconfig);
  } catch (error) {
    await plane.close();
    throw error;
  }
  return {
    ...plane,
    close: async () => {
      try {
        await enterPlane(ledger, path.basename(plane.dir), plane);
      } finally {
        await plane.close();
      }
    },
  };
}
