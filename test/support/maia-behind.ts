import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { maiaHandler } from '../../src/sandbox/stand-ins/maia/maia-handler.ts';
import type { MaiaProgram } from '../../src/sandbox/stand-ins/maia/maia-server.ts';
import { maiaServerConfig } from '../../src/sandbox/stand-ins/maia/maia-server-config.ts';
import { createMaiaState, type MaiaState } from '../../src/sandbox/stand-ins/maia/maia-state.ts';
import type { SharedControlPlane } from './control-plane-setup.ts';
import { sandboxPlane } from './sandbox-plane.ts';
import { standBehind } from './standing-server.ts';

/** The server of a MaiaInstance of a test. */
export interface MaiaBehind {
  /** What it holds now; throws while none runs. */
  state(): MaiaState;
  /** Resolves when a ready pod reaches it. Ask after the instance was made. */
  reached(): Promise<void>;
  close(): Promise<void>;
}

const IMAGE = { name: 'maia', image: 'maia', command: [], args: [], env: {}, ports: [{ containerPort: 8080 }] };

function isMaiaProgram(program: object | undefined): program is MaiaProgram {
  return program !== undefined && 'running' in program;
}

/**
 * Lets a MAIA stand-in answer for an instance, on both servers: in a sandbox each container of the image has one, which reads environment and
 * volumes; behind a real API server nothing runs, and one of this process stands there with this `env` (and `tls`). Call it before the instance is made.
 */
export async function maiaBehind(
  plane: SharedControlPlane,
  instance: { readonly namespace: string; readonly name: string },
  env: Readonly<Record<string, string>> = {},
  tls?: { readonly cert: Buffer; readonly key: Buffer },
): Promise<MaiaBehind> {
  const { name, namespace } = instance;
  const sandbox = sandboxPlane()?.kubeconfig === plane.kubeconfig ? sandboxPlane()?.sandbox : undefined;
  if (sandbox !== undefined) {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'any', uid: '', resourceVersion: '', creationTimestamp: '' } };
    const program = sandbox.programs.find(IMAGE, pod);
    if (!isMaiaProgram(program)) throw new Error('the sandbox has no MAIA stand-in');
    return {
      state: () => {
        const found = program.running().find((server) => server.namespace === namespace && server.pod.startsWith(`${name}-`));
        if (found === undefined) throw new Error(`no MAIA server runs in ${namespace}`);
        return found.state;
      },
      reached: async () => Promise.resolve(),
      close: async () => Promise.resolve(),
    };
  }
  const clock = createSystemClock({ holdsProcess: false });
  const state = createMaiaState(clock.now());
  const config = maiaServerConfig({ MAIA_TENANT_ENABLED: 'true', MAIA_SECURITY_RATE_LIMIT_RPS: '0', ...env }, '', true);
  const handle = maiaHandler(state, { config, clock, random: Math.random });
  const where = { namespace, service: name, port: 8080 };
  const standing = await standBehind(plane, where, (request, response) => void handle(request, response), tls === undefined ? {} : { tls });
  return { state: () => state, reached: async () => standing.reached(), close: standing.close };
}
