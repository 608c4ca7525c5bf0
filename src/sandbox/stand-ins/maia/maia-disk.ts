import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a server keeps its records: collections (folders, with slashes) of records by id. */
export interface MaiaDisk {
  /** All records of a collection; none where there is no such collection. */
  load(collection: string): Promise<readonly unknown[]>;
  /** The collections right below one. */
  below(collection: string): Promise<readonly string[]>;
  /** Resolves once it is stored. Records are written in the order of the calls. */
  put(collection: string, id: string, record: unknown): Promise<void>;
  remove(collection: string, id: string): Promise<void>;
  /** Resolves once everything asked for so far is stored. */
  idle(): Promise<void>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function entries(folder: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    return found.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const RECORD = '.json';

/**
 * One file per record in a folder of this machine. A file is written under another name first and then renamed: whoever copies the folder
 * (a backup) sees each record as it was before or after, never half of it.
 */
export function folderDisk(root: string): MaiaDisk {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    await done;
  };
  const fileOf = (collection: string, id: string): string => path.join(root, collection, `${encodeURIComponent(id)}${RECORD}`);
  return {
    load: async (collection) => {
      const records: unknown[] = [];
      for (const { name, isFolder } of await entries(path.join(root, collection))) {
        if (!isFolder && name.endsWith(RECORD)) records.push(JSON.parse(await readFile(path.join(root, collection, name), 'utf8')));
      }
      return records;
    },
    below: async (collection) => (await entries(path.join(root, collection))).filter(({ isFolder }) => isFolder).map(({ name }) => name),
    put: async (collection, id, record) => {
      const text = JSON.stringify(record);
      await inTurn(async () => {
        const file = fileOf(collection, id);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(`${file}.new`, text);
        await rename(`${file}.new`, file);
      });
    },
    remove: async (collection, id) => inTurn(async () => rm(fileOf(collection, id), { force: true })),
    idle: async () => {
      await last;
    },
  };
}

/** A disk that keeps nothing: of a server without a volume, whose state ends with its process. */
export function noDisk(): MaiaDisk {
  const none = async (): Promise<readonly never[]> => Promise.resolve([]);
  const nothing = async (): Promise<void> => Promise.resolve();
  return { load: none, below: none, put: nothing, remove: nothing, idle: nothing };
}
