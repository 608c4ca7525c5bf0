import path from 'node:path';
import type { Runtime } from './runtime.ts';

/** The folder for what can be made again, as `bin/run.js` has it; undefined where the environment names no home either: nothing is kept then. */
export function cacheFolder(env: Runtime['env']): string | undefined {
  const { AISTACK_CACHE_DIR: own, XDG_CACHE_HOME: shared, HOME: home } = env;
  if (own !== undefined && own !== '') return own;
  if (shared !== undefined && shared !== '') return path.join(shared, 'aistack');
  return home === undefined || home === '' ? undefined : path.join(home, '.cache', 'aistack');
}
