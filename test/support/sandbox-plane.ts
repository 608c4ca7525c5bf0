import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SharedControlPlane } from './control-plane-setup.ts';

/** The sandbox of a test file in project `sandbox`: the same fields as the shared control plane, and the sandbox itself. */
export interface SandboxPlane extends SharedControlPlane {
  readonly sandbox: Sandbox;
}

let current: SandboxPlane | undefined;

/** The sandbox of this test file; undefined in every other project. */
export function sandboxPlane(): SandboxPlane | undefined {
  return current;
}

/** Called by the set-up of the project. */
export function useSandboxPlane(plane: SandboxPlane | undefined): void {
  current = plane;
}
