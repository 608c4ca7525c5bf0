import type { Program } from '../programs/program.ts';

/** The servers of the systems, as they run in a sandbox: in the demo, in `sandbox up` and in tests. */
export function standIns(): readonly Program[] {
  return [];
}
