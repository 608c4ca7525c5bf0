import { startControlPlane } from './control-plane.ts';
import { findControlPlane } from './control-plane-source.ts';
import type { ControlPlane, ControlPlaneOptions } from './control-plane-types.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { sandboxPlane } from './sandbox-plane.ts';

/**
 * A server that a test file shares with nobody: a sandbox in project `sandbox`, a control plane elsewhere; undefined where none can run.
 * End it with `close()`.
 */
export async function startOwnPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane | undefined> {
  if (sandboxPlane() !== undefined) {
    const { startSandboxPlane } = await import('./start-sandbox-plane.ts');
    const { nodes = 3, gpus = 0, bare = false } = options;
    return await startSandboxPlane({ nodes, gpus, controllers: bare ? 'none' : 'instant' });
  }
  const source = findControlPlane(process.env, PROJECT_ROOT);
  return source.from === 'nowhere' ? undefined : startControlPlane(options, source);
}
