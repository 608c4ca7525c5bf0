import type { SystemId } from '../../kernel/kind-definition.ts';
import { SYSTEMS } from '../../registry.ts';

/** Under which name the program was called, and which systems it therefore speaks for. */
export interface EntryPoint {
  /** How usage texts name it: `kubectl maia`. */
  readonly bin: string;
  /** The executable: `kubectl-maia`. First part of the user agent. */
  readonly executable: string;
  /** Absent for the umbrella. */
  readonly system?: SystemId;
  readonly systems: readonly SystemId[];
  /** Of composite views: `cli.<domain>/v1`. */
  readonly domain: string;
}

const UMBRELLA = 'aistack';
const UMBRELLA_DOMAIN = 'aistack.dev';

/** The entry point for the name of an executable. Any name that is not `kubectl-<system>` is the umbrella. */
export function entryPointOf(executable: string): EntryPoint {
  const name = executable.replace(/^kubectl[-_]/, '');
  const system = SYSTEMS.find((entry) => entry.id === name);
  if (system === undefined) {
    return {
      bin: `kubectl ${UMBRELLA}`,
      executable: `kubectl-${UMBRELLA}`,
      systems: SYSTEMS.map((entry) => entry.id),
      domain: UMBRELLA_DOMAIN,
    };
  }
  return { bin: `kubectl ${name}`, executable: `kubectl-${name}`, system: system.id, systems: [system.id], domain: system.domain };
}

/** The umbrella narrowed to one system, as in `aistack maia get tenants`. */
export function narrowTo(entry: EntryPoint, system: string): EntryPoint {
  return { ...entryPointOf(`kubectl-${system}`), bin: `${entry.bin} ${system}`, executable: entry.executable };
}
