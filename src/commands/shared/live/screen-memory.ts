import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isJsonObject } from '../../../kernel/json.ts';
import type { ScreenMemory } from '../../../ui/screen/screen-options.ts';

/** Stands for all namespaces in what is kept. */
export const EVERYWHERE = '*';

type Env = Readonly<Record<string, string | undefined>>;

/** The file for a context of a server; undefined where the environment names no place for it. */
export function memoryFile(env: Env, { context, server }: { readonly context: string; readonly server: string }): string | undefined {
  const home = env['HOME'] ?? '';
  const base = env['XDG_STATE_HOME'] ?? '';
  // The XDG specification: a relative path is to be ignored.
  const folder = path.isAbsolute(base) ? base : home === '' ? undefined : path.join(home, '.local', 'state');
  if (folder === undefined) return undefined;
  const readable = context.replaceAll(/[^A-Za-z0-9.-]+/g, '_').slice(0, 60);
  const hash = createHash('sha256')
    .update(JSON.stringify([context, server]))
    .digest('hex')
    .slice(0, 12);
  return path.join(folder, 'aistack', 'top', `${readable}-${hash}.json`);
}

/** What was kept; nothing where there is no file, or where it is no use. */
export async function readMemory(file: string): Promise<ScreenMemory> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isJsonObject(kept)) return {};
    const text = (name: 'sort' | 'filter' | 'namespace'): ScreenMemory => {
      const value = kept[name];
      return typeof value === 'string' && value !== '' ? { [name]: value } : {};
    };
    return { ...text('sort'), ...text('filter'), ...text('namespace') };
  } catch {
    return {};
  }
}

/** Keeps it, in one move so that two screens never leave half a file. Rejects where the folder cannot be written. */
export async function writeMemory(file: string, memory: ScreenMemory): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${String(process.pid)}`;
  await writeFile(draft, `${JSON.stringify(memory)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/**
 * What is worth keeping of a screen's memory. Its namespace (absent: all) is, where it was chosen on the screen: not the one that flags named or
 * that the context has, `home`. `kept`: what was kept before.
 */
export function worthKeeping(
  memory: ScreenMemory,
  began: { readonly namespace: string | undefined; readonly isGiven: boolean; readonly home: string },
  kept: ScreenMemory,
): ScreenMemory {
  const { namespace, ...rest } = memory;
  if (began.isGiven && namespace === began.namespace)
    return { ...rest, ...(kept.namespace !== undefined && { namespace: kept.namespace }) };
  return namespace === began.home ? rest : { ...rest, namespace: namespace ?? EVERYWHERE };
}
