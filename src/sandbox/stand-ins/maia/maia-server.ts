import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { httpProgram, type HttpHandler } from '../../programs/http-program.ts';
import type { MountedVolume, Program, ProgramContext } from '../../programs/program.ts';
import { folderDisk, noDisk } from './maia-disk.ts';
import { maiaHandler } from './maia-handler.ts';
import { isMaiaImage, isStockImage } from './maia-image.ts';
import { maiaServerConfig, type MaiaServerConfig } from './maia-server-config.ts';
import { loadMaiaState, type MaiaState } from './maia-state.ts';

/** A server that runs in a container. */
export interface RunningMaia {
  readonly namespace: string;
  readonly pod: string;
  /** Servers on the same volume have the same state. */
  readonly state: MaiaState;
}

/** The stand-in with a look inside, for tests. */
export interface MaiaProgram extends Program {
  /** The servers that run now. */
  running(): readonly RunningMaia[];
}

const PORT = 8080;

/** Set to `1` in the container: a server as it is released, without tenants. */
const NO_TENANTS = 'MAIA_STANDIN_NO_TENANTS';

/** A file or folder of the container on this machine; undefined where no volume holds it. */
async function hostPath(volumes: readonly MountedVolume[], inContainer: string): Promise<string | undefined> {
  const holds = ({ mountPath }: MountedVolume): boolean => `${inContainer}/`.startsWith(`${mountPath.replace(/\/+$/, '')}/`);
  const [volume] = volumes.filter(holds).toSorted((a, b) => b.mountPath.length - a.mountPath.length);
  if (volume === undefined) return undefined;
  return path.join(await volume.folder(), volume.subPath ?? '', path.posix.relative(volume.mountPath, inContainer));
}

async function textOf(volumes: readonly MountedVolume[], file: string): Promise<string | undefined> {
  const found = await hostPath(volumes, file);
  return found === undefined ? undefined : await readFile(found, 'utf8').catch(() => undefined);
}

/** The certificate of the TLS volume. One that nobody can use (a placeholder of an example) is told in the log, and TLS clients fail. */
async function certificateOf({ tls }: MaiaServerConfig, { log, volumes }: ProgramContext): Promise<HttpHandler['tls']> {
  if (tls === undefined) return undefined;
  const [cert = '', key = ''] = await Promise.all([textOf(volumes, tls.cert), textOf(volumes, tls.key)]);
  const isUsable = (): boolean => {
    try {
      createSecureContext({ cert, key });
      return cert !== '' && key !== '';
    } catch {
      return false;
    }
  };
  if (isUsable()) return { cert, key };
  log(`${tls.cert} and ${tls.key} are no certificate and key: no TLS client can be served`);
  return undefined;
}

interface Shared {
  readonly state: Promise<MaiaState>;
  users: number;
}

/**
 * The MAIA server in containers whose image is `maia` or ends in `/maia` and that declare port 8080 (so not in backup jobs of that image).
 * It reads its configuration as the real one does: environment, `maia.yaml` in `/etc/maia`, the certificates of its TLS Secret. Tenants, keys
 * and memories lie in its data volume: a restarted pod has them again, backups hold them, and they go with the claim.
 */
export function maiaServer(): MaiaProgram {
  const servers = new Map<ProgramContext, RunningMaia>();
  const shared = new Map<string, Shared>();
  const endings = new Map<string, Promise<void>>();

  const stateIn = async (folder: string, context: ProgramContext): Promise<MaiaState> => {
    await endings.get(folder);
    const entry = shared.get(folder) ?? { state: loadMaiaState(context.clock.now(), folderDisk(folder)), users: 0 };
    shared.set(folder, entry);
    entry.users += 1;
    const leave = (): void => {
      entry.users -= 1;
      if (entry.users > 0) return;
      shared.delete(folder);
      const ended = entry.state.then(async ({ disk }) => disk.idle()).catch(() => undefined);
      endings.set(folder, ended);
    };
    if (context.signal.aborted) leave();
    else context.signal.addEventListener('abort', leave, { once: true });
    return await entry.state;
  };

  const program = httpProgram({
    name: 'maia',
    matches: ({ image, ports }) => isMaiaImage(image) && ports.some(({ containerPort }) => containerPort === PORT),
    ports: [PORT],
    start: async (context) => {
      const { clock, container, pod, random, signal, volumes } = context;
      const hasTenants = container.env[NO_TENANTS] !== '1' && !isStockImage(container.image);
      const config = maiaServerConfig(container.env, (await textOf(volumes, '/etc/maia/maia.yaml')) ?? '', hasTenants);
      const folder = await hostPath(volumes, config.dataDir);
      const state = folder === undefined ? await loadMaiaState(clock.now(), noDisk()) : await stateIn(folder, context);
      const tls = await certificateOf(config, context);
      if (!signal.aborted) {
        const { name, namespace = '' } = pod.metadata;
        servers.set(context, { namespace, pod: name, state });
        signal.addEventListener('abort', () => servers.delete(context), { once: true });
      }
      context.log(`MAIA server on port ${String(PORT)}${tls === undefined ? '' : ' with TLS'}`);
      return { handle: maiaHandler(state, { config, clock, random }), ...(tls === undefined ? {} : { tls }) };
    },
  });
  return { ...program, running: () => [...servers.values()] };
}
