import path from 'node:path';
import { abortable } from '../../../cluster/abortable.ts';
import { cacheKeys, digest } from '../../../cluster/cache-keys.ts';
import { connect } from '../../../cluster/connect.ts';
import type { Connection } from '../../../cluster/connect.ts';
import { createDiscoveryCache } from '../../../cluster/discovery-cache.ts';
import { readCatalogue } from '../../../cluster/discovery.ts';
import { createDiskCache } from '../../../cluster/disk-cache.ts';
import { hostEnvironment } from '../../../cluster/host-environment.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { resourceNameOf, resourcePath } from '../../../kernel/resource-type.ts';
import { cacheFolder } from '../cache-folder.ts';
import { atPath } from '../change/at-path.ts';
import type { Runtime } from '../runtime.ts';
import { overridesOf } from '../session.ts';
import type { ConnectionFlags } from '../session.ts';
import type { Live } from './live.ts';

/** How long somebody who pressed a key waits for names. */
const PATIENCE_MS = 2000;
/** So long a second press is answered without the server. */
const REMEMBERED_MS = 10_000;
/** More names than this help nobody. */
const MOST = 500;

/** Names and no more: neither a spec nor a value comes over the wire. */
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** Names go to a shell, which might read more into them: what no name of Kubernetes has is left out. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;

function plainTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string' && PLAIN.test(text)) : [];
}

/**
 * What the API server knows, as far as it says so in two seconds. Answers are remembered for ten, for the same user of the same server
 * only. Nothing is said of a failure: a shell would show it in the middle of the line that is typed. A credential plugin that wants to ask a
 * person cannot.
 */
export function clusterLive(flags: ConnectionFlags & { readonly namespace: string | undefined }, runtime: Runtime): Live {
  async function connection(): Promise<Connection> {
    return await connect({
      ...overridesOf(flags),
      program: runtime.entry.executable,
      version: runtime.version,
      fieldManager: 'aistack-completion',
      requestTimeoutMs: PATIENCE_MS,
      environment: { ...hostEnvironment(), interactive: false },
    });
  }

  /** Asks once, and remembers what came. */
  async function ask(
    what: readonly string[],
    call: (connection: Connection, namespace: string, signal: AbortSignal) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    let open: Connection | undefined;
    try {
      open = await connection();
      const folder = cacheFolder(runtime.env);
      const cache = folder === undefined ? undefined : createDiskCache(path.join(folder, 'names'), runtime.now);
      const namespace = flags.namespace ?? open.namespace;
      const key = `${cacheKeys(open.target).identity}-${digest([namespace, ...what])}`;
      const remembered = await cache?.read(key, REMEMBERED_MS);
      if (remembered !== undefined) return plainTexts(remembered);
      const signal = AbortSignal.any([runtime.signal, AbortSignal.timeout(PATIENCE_MS)]);
      // Also that nothing came: whoever presses the key again does not wait again.
      const found = await call(open, namespace, signal).then(plainTexts, () => []);
      await cache?.write(key, found);
      return found;
    } catch {
      // There is no kubeconfig, or none that can be used.
      return [];
    } finally {
      open?.close();
    }
  }

  return {
    names: async (type) =>
      await ask([resourceNameOf(type)], async ({ api }, namespace, signal) => {
        const list = await api.raw('GET', resourcePath(type, { namespace }), { accept: METADATA, query: { limit: String(MOST) }, signal });
        const items = isJsonObject(list) && Array.isArray(list['items']) ? (list['items'] as readonly unknown[]) : [];
        return items.flatMap((item) => (isJsonObject(item) ? [String(atPath(item, ['metadata', 'name']))] : []));
      }),
    types: async () =>
      await ask(['types'], async ({ api, target }, _, signal) => {
        const folder = cacheFolder(runtime.env);
        const kept = folder === undefined ? undefined : createDiscoveryCache(folder, target, runtime.now);
        const loaded = await kept?.load();
        const catalogue = loaded ?? (await abortable(readCatalogue(api), signal));
        if (loaded === undefined) await kept?.save(catalogue);
        return [...catalogue].flatMap(([group, versions]) =>
          [...new Set([...versions.values()].flat().map(({ plural }) => plural))].map((plural) => resourceNameOf({ group, plural })),
        );
      }),
    texts: async (type, name, place, key) =>
      await ask([resourceNameOf(type), name, ...place], async ({ api }, namespace, signal) => {
        const at = type.scope === 'Namespaced' ? { name, namespace } : { name };
        const list = atPath(await api.get(type, at, { signal }), place);
        const entries = Array.isArray(list) ? (list as readonly unknown[]) : [];
        return entries.map((entry) => String(key !== undefined && isJsonObject(entry) ? entry[key] : entry));
      }),
  };
}
