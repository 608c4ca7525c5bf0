import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A lock that is older than this was left by a process that is gone. */
const STALE_LOCK_MS = 5000;

async function locked(dir: string, work: () => Promise<void>): Promise<void> {
  const lock = path.join(dir, 'routes.lock');
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const made = await stat(lock).catch(() => undefined);
      if (made !== undefined && Date.now() - made.mtimeMs > STALE_LOCK_MS) await rm(lock, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/**
 * Changes the file by which the control plane's router finds what stands for pods: `add` maps `IP:PORT` to a port of this machine, `remove`
 * names such addresses that are to go. New lines come first, because the first that fits wins and addresses of pods are used again.
 */
export async function changeRoutes(
  dir: string,
  { add = {}, remove = [] }: { readonly add?: Readonly<Record<string, number>>; readonly remove?: readonly string[] },
): Promise<void> {
  const file = path.join(dir, 'routes');
  const gone = new Set([...Object.keys(add), ...remove]);
  await locked(dir, async () => {
    const before = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '' && !gone.has(line.split(' ', 1)[0] ?? ''));
    const own = Object.entries(add).map(([address, port]) => `${address} 127.0.0.1:${String(port)}`);
    const fresh = `${file}.${String(process.pid)}`;
    await writeFile(fresh, [...own, ...before, ''].join('\n'));
    await rename(fresh, file);
  });
}
