import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Folders of this machine that stand for volumes. They are made when first asked for. */
export interface VolumeFolders {
  /** The folder of a claim. It stays until the claim is forgotten or everything is closed. */
  claim(namespace: string, name: string): Promise<string>;
  /** The folder of a volume that lives as long as its pod. */
  emptyDir(podUid: string, volume: string): Promise<string>;
  /** A folder with these files: a ConfigMap, a Secret or a projected volume of a pod. Written anew at each call; names may have folders. */
  files(podUid: string, volume: string, content: Readonly<Record<string, string | Uint8Array>>): Promise<string>;
  /** Removes what a pod had, claims excepted. */
  forgetPod(podUid: string): Promise<void>;
  /** Removes the folder of a claim with all its data. */
  forgetClaim(namespace: string, name: string): Promise<void>;
  /** Removes everything. Nothing can be asked for afterwards. */
  close(): Promise<void>;
}

/** Names of Kubernetes objects are safe as names of folders; anything else is a fault of the caller, and must not leave the root. */
function folderName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new Error(`"${name}" cannot be the name of a folder`);
  return name;
}

function safePath(root: string, name: string): string {
  const file = path.resolve(root, name);
  if (!file.startsWith(`${root}${path.sep}`)) throw new Error(`"${name}" leaves its volume`);
  return file;
}

/** Volume folders below a new folder in `tempRoot` (such as `os.tmpdir()`). */
export function createVolumeFolders({ tempRoot }: { readonly tempRoot: string }): VolumeFolders {
  let made: Promise<string> | undefined;
  let closed = false;
  /** What is being made: an end must not overtake it, or it would be made again behind it. */
  const making = new Set<Promise<unknown>>();
  const untilMade = async <T>(work: Promise<T>): Promise<T> => {
    making.add(work);
    try {
      return await work;
    } finally {
      making.delete(work);
    }
  };
  const root = async (): Promise<string> => {
    if (closed) throw new Error('the volumes are closed');
    made ??= mkdtemp(path.join(tempRoot, 'aistack-volumes-'));
    return made;
  };
  const folder = async (...parts: readonly string[]): Promise<string> => {
    const dir = path.join(await root(), ...parts.map(folderName));
    await mkdir(dir, { recursive: true });
    return dir;
  };
  const filled = async (podUid: string, volume: string, content: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
    const dir = await folder('pods', podUid, volume);
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    for (const [name, bytes] of Object.entries(content)) {
      const file = safePath(dir, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    return dir;
  };
  const forget = async (...parts: readonly string[]): Promise<void> => {
    if (made !== undefined && !closed) await rm(path.join(await made, ...parts.map(folderName)), { recursive: true, force: true });
  };
  return {
    claim: async (namespace, name) => untilMade(folder('claims', namespace, name)),
    emptyDir: async (podUid, volume) => untilMade(folder('pods', podUid, volume)),
    files: async (podUid, volume, content) => untilMade(filled(podUid, volume, content)),
    forgetPod: async (podUid) => forget('pods', podUid),
    forgetClaim: async (namespace, name) => forget('claims', namespace, name),
    close: async () => {
      closed = true;
      await Promise.allSettled(making);
      // A program that is ending may write its last line meanwhile.
      if (made !== undefined) await rm(await made, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
