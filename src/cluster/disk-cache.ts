import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isJsonObject } from '../kernel/json.ts';

/** A folder of things that can be made again. A cache that cannot be read or written is no cache: nothing here throws. */
export interface DiskCache {
  /** What was written under the name within the last `maxAgeMs`; undefined where nothing was, it is no JSON, or the file is another user's. */
  read(name: string, maxAgeMs: number): Promise<unknown>;
  /** Keeps a value, for this user's eyes only. Whoever reads meanwhile sees the old file or the new one, never a part. */
  write(name: string, value: unknown): Promise<void>;
  /** Removes everything whose name begins so. At once, so that it can stand at the end of a command. */
  drop(prefix: string): void;
}

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Files that nobody wrote anew for so long are removed with the next write. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;
/** Larger than the discovery of any cluster. Another program's file is not read into memory. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A cache in this folder, which is made with the first write. `now`: milliseconds since the epoch. */
export function createDiskCache(folder: string, now: () => number): DiskCache {
  const fileOf = (name: string): string => path.join(folder, `${name}.json`);
  return {
    async read(name, maxAgeMs) {
      try {
        const text = await readOwn(fileOf(name));
        const kept: unknown = text === undefined ? undefined : JSON.parse(text);
        if (!isJsonObject(kept) || typeof kept['at'] !== 'number') return undefined;
        const age = now() - kept['at'];
        // One from the future: the clock was set back, and nothing is known of its age.
        return age >= 0 && age < maxAgeMs ? kept['value'] : undefined;
      } catch {
        return undefined;
      }
    },
    async write(name, value) {
      const own = path.join(folder, `${randomUUID()}.tmp`);
      try {
        await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
        removeFiles(folder, (_, modifiedMs) => now() - modifiedMs > FORGOTTEN_MS);
        await writeFile(own, JSON.stringify({ at: now(), value }), { mode: FILE_MODE, flag: 'wx' });
        await rename(own, fileOf(name));
      } catch {
        await rm(own, { force: true }).catch(() => undefined);
      }
    },
    drop(prefix) {
      removeFiles(folder, (name) => name.startsWith(prefix));
    },
  };
}

/** The text of a file of this user; undefined for one of somebody else, or one that is no file or far too large. */
async function readOwn(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r');
  try {
    const found = await handle.stat();
    const isOwn = process.getuid === undefined || found.uid === process.getuid();
    return found.isFile() && isOwn && found.size <= MOST_BYTES ? await handle.readFile('utf8') : undefined;
  } finally {
    await handle.close();
  }
}

function removeFiles(folder: string, isMeant: (name: string, modifiedMs: number) => boolean): void {
  try {
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (isMeant(name, statSync(file).mtimeMs)) rmSync(file, { force: true });
    }
  } catch {
    // Not there yet, or another process was faster.
  }
}
