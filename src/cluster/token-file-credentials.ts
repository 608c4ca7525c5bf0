import { readFile } from 'node:fs/promises';
import type { Clock } from '../kernel/clock.ts';
import { configurationError } from './configuration-error.ts';
import type { Credential, Credentials } from './credentials.ts';
import { createRefreshing } from './refreshing.ts';

/** How often a token file is read: the kubelet rotates service account tokens long before they expire. */
const REREAD_MS = 60_000;

/**
 * A bearer token in a file that something else rotates. Read anew each 60 s and after a 401; while it cannot be read, the last
 * token counts, at the start `fallback` (client-go: `tokenFile` wins over `token`).
 */
export function tokenFileCredentials(file: string, fallback: string | undefined, clock: Clock): Credentials {
  const refreshing = createRefreshing<Credential>({
    clock,
    async load(previous) {
      const token = await readToken(file).catch((error: unknown) => {
        if (fallback === undefined || previous !== undefined) throw error;
        return fallback;
      });
      const authorization = `Bearer ${token}`;
      return previous?.authorization === authorization ? previous : { authorization };
    },
    freshForMs: () => REREAD_MS,
    keepOnFailure: true,
  });
  return {
    current: () => refreshing.current(),
    renew: async (rejected) => await refreshing.renew(rejected as Credential),
    close: () => {},
  };
}

async function readToken(file: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw configurationError(`token file ${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
  }
  if (text === '' || /\s/.test(text))
    throw configurationError(`token file ${file}: ${text === '' ? 'is empty' : 'holds more than one token'}`);
  return text;
}
