import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { MountedVolume } from './program.ts';
import { mountMapping, type MountMapping } from './mount-mapping.ts';

/** The files of one container that runs for real. */
export interface ContainerFiles {
  readonly mapping: MountMapping;
  /** Its working directory where it names none. */
  readonly root: string;
  /** For its temporary files. */
  readonly temp: string;
  remove(): Promise<void>;
}

async function withoutWriting(entry: string): Promise<void> {
  const { mode } = await stat(entry);
  for (const child of await readdir(entry, { withFileTypes: true })) {
    const inside = path.join(entry, child.name);
    if (child.isDirectory()) await withoutWriting(inside);
    else if (child.isFile()) await chmod(inside, (await stat(inside)).mode & 0o555);
  }
  await chmod(entry, mode & 0o555);
}

async function writableAgain(entry: string): Promise<void> {
  await chmod(entry, 0o700);
  for (const child of await readdir(entry, { withFileTypes: true })) {
    if (child.isDirectory()) await writableAgain(path.join(entry, child.name));
  }
}

/**
 * Lays out the volumes of a container. A writable volume is its folder itself. A read-only one is a copy at its mount path below a root of
 * this container, as it was at the start and without the right to write: whatever is done to it, the volume is not touched, and the last
 * part of its path is the one that the container expects.
 */
export async function layOut(volumes: readonly MountedVolume[], tempRoot: string): Promise<ContainerFiles> {
  const base = await mkdtemp(path.join(tempRoot, 'aistack-container-'));
  try {
    return await layOutIn(base, volumes);
  } catch (error) {
    await removeAll(base);
    throw error;
  }
}

async function removeAll(base: string): Promise<void> {
  await writableAgain(base);
  await rm(base, { recursive: true, force: true });
}

async function layOutIn(base: string, volumes: readonly MountedVolume[]): Promise<ContainerFiles> {
  const root = path.join(base, 'root');
  const temp = path.join(base, 'tmp');
  await mkdir(root);
  await mkdir(temp);
  const mounts: { mountPath: string; folder: string }[] = [];
  for (const { mountPath, subPath, readOnly, folder } of volumes) {
    const source = path.join(await folder(), subPath ?? '');
    if (!readOnly) {
      if (subPath !== undefined) await mkdir(source, { recursive: true });
      mounts.push({ mountPath, folder: source });
      continue;
    }
    const copy = path.join(root, mountPath);
    await mkdir(path.dirname(copy), { recursive: true });
    await cp(source, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    const copied = await stat(copy);
    if (copied.isDirectory()) await withoutWriting(copy);
    else await chmod(copy, copied.mode & 0o555);
    mounts.push({ mountPath, folder: copy });
  }
  return {
    mapping: mountMapping(mounts),
    root,
    temp,
    remove: async () => removeAll(base),
  };
}
