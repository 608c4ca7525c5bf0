import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { httpProgram } from '../../programs/http-program.ts';
import type { MountedVolume, Program, ProgramContext, RunningProgram } from '../../programs/program.ts';
import { marieHandler } from './marie-handler.ts';
import { MARIE_PLANNERS } from './marie-plan.ts';
import { createMarieSite, registerExecutor, type MarieSite } from './marie-site.ts';

/** The stand-ins of Marie with a look inside, for tests. */
export interface MariePrograms {
  readonly programs: readonly Program[];
  /** What outlives the gateway of a cluster: its rows, its executors, its switches. */
  site(namespace: string, cluster: string): MarieSite;
}

const PORT = 8080;
const CLUSTER = 'marie.ai/cluster';
const NODE_TYPE = 'marie.ai/node-type';
const CONFIG_FILE = 'MARIE_CONFIG_FILE';

/** Which executors the container offers, with commas between them. Default: one for each planner. */
const EXECUTORS = 'MARIE_STANDIN_EXECUTORS';

function label(pod: KubeObject, key: string): string {
  return pod.metadata.labels?.[key] ?? '';
}

/** A file of the container; undefined where no volume holds it. */
async function fileText(volumes: readonly MountedVolume[], file: string): Promise<string | undefined> {
  const holds = ({ mountPath }: MountedVolume): boolean => `${file}/`.startsWith(`${mountPath.replace(/\/+$/, '')}/`);
  const [volume] = volumes.filter(holds).toSorted((a, b) => b.mountPath.length - a.mountPath.length);
  if (volume === undefined) return undefined;
  const onDisk = path.join(await volume.folder(), volume.subPath ?? '', path.posix.relative(volume.mountPath, file));
  return await readFile(onDisk, 'utf8').catch(() => undefined);
}

/** The enabled keys in the gateway's configuration; undefined where it says nothing of keys. */
async function configuredKeys({ container, log, volumes }: ProgramContext): Promise<readonly string[] | undefined> {
  const file = container.env[CONFIG_FILE];
  const text = file === undefined ? undefined : await fileText(volumes, file);
  if (text === undefined) return undefined;
  let config: unknown;
  try {
    // The tags are those of Marie's own loader.
    config = parse(text, { logLevel: 'silent' });
  } catch {
    log(`${String(file)} is no YAML`);
    return undefined;
  }
  const within = isJsonObject(config) && isJsonObject(config['with']) ? config['with'] : {};
  const auth = isJsonObject(within['auth']) ? within['auth']['keys'] : undefined;
  if (!Array.isArray(auth)) return undefined;
  return auth.flatMap((entry) =>
    isJsonObject(entry) && entry['enabled'] !== false && typeof entry['api_key'] === 'string' ? [entry['api_key']] : [],
  );
}

function executorNames({ env }: ProgramContext['container']): readonly string[] {
  const given = env[EXECUTORS];
  return given === undefined ? MARIE_PLANNERS.map((planner) => `${planner}_executor`) : given.split(',').filter((name) => name !== '');
}

/**
 * Marie in containers of pods that say which cluster they belong to: a gateway with its scheduler in those of the server, and in those of a
 * group something that registers as executors while it runs. What a cluster's jobs are lies outside its pods, as in the real thing: a gateway
 * that starts again finds its rows, and leaves orphans.
 */
export function marieServers(): MariePrograms {
  const sites = new Map<string, MarieSite>();
  const site = (namespace: string, cluster: string): MarieSite => {
    const key = `${namespace}/${cluster}`;
    const found = sites.get(key) ?? createMarieSite();
    sites.set(key, found);
    return found;
  };
  const siteOf = (pod: KubeObject): MarieSite => site(pod.metadata.namespace ?? '', label(pod, CLUSTER));
  const isNode = (pod: KubeObject, type: string): boolean => label(pod, CLUSTER) !== '' && label(pod, NODE_TYPE) === type;

  const gateway = httpProgram({
    name: 'marie gateway',
    // The container that the cluster's variables were put into: the first of the pod.
    matches: ({ env }, pod) => isNode(pod, 'server') && env['MARIE_NODE_TYPE'] === 'server',
    ports: [PORT],
    start: async (context) => {
      const keys = await configuredKeys(context);
      const { clock, pod, random } = context;
      const handler = marieHandler({ site: siteOf(pod), clock, random, ...(keys !== undefined && { keys }) });
      context.log(`Marie gateway on port ${String(PORT)}`);
      return { handle: handler.handle, stop: handler.end };
    },
  });

  const executor: Program = {
    name: 'marie executor',
    matches: ({ env }, pod) => isNode(pod, 'executor') && env['MARIE_NODE_TYPE'] === 'executor',
    start: ({ container, log, pod, signal }): RunningProgram => {
      const address = `${pod.metadata.name}:52001`;
      const ends = executorNames(container).map((name) => {
        const endpoint = `/document/${name.replace(/_executor$/, '')}`;
        return registerExecutor(siteOf(pod), { name, address, endpoint });
      });
      const end = (): void => {
        for (const each of ends) each();
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
      log(`Marie executor at ${address}: registered ${executorNames(container).join(', ')}`);
      return {};
    },
  };
  return { programs: [gateway, executor], site };
}
