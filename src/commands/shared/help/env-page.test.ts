import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SYSTEMS } from '../../../registry.ts';
import { commandIds, commandNamed } from '../command-words.ts';
import { commonFlags } from '../flags.ts';
import { ENVIRONMENT, envPage } from './env-page.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const EVERY_SYSTEM = { systems: SYSTEMS.map(({ id }) => id) };
const named = ENVIRONMENT.flatMap(({ name }) => name.split(', '));

/** The variables that a source text reads: `env['NAME']`, a flag's `env: 'NAME'`. */
function readIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:env|variables)(?:\[|: )'([A-Z][A-Z_]+)'|(AISTACK_[A-Z_]+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

test('names every variable that the program reads, and none that it does not', async () => {
  const found = new Set<string>();
  for (const folder of ['src/cluster', 'src/commands', 'src/output', 'bin']) {
    const files = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
    for (const file of files) {
      const isPage = file.name === 'env-page.ts' || file.name.endsWith('.test.ts');
      if (!file.isFile() || isPage) continue;
      for (const name of readIn(await readFile(path.join(file.parentPath, file.name), 'utf8'))) found.add(name);
    }
  }
  // Read by a computed name.
  const computed = ['HTTPS_PROXY', 'HTTP_PROXY', 'KUBECONFIG'];
  const missing = [...found].filter((name) => !named.includes(name) && !NOT_FOR_USERS.has(name));
  const stale = named.filter((name) => !found.has(name) && !computed.includes(name));
  expect({ missing, stale }).toEqual({ missing: [], stale: [] });
});

/** What Kubernetes sets in a Pod, what credential plugins are given, and what every program has: nobody sets it for this one. */
const NOT_FOR_USERS = new Set([
  'HOME',
  'KUBERNETES_EXEC_INFO',
  'KUBERNETES_SERVICE_HOST',
  'KUBERNETES_SERVICE_PORT',
  'PATH',
  'POD_NAMESPACE',
  'SHELL',
]);

test('every flag that it names exists', async () => {
  const commands = await Promise.all(commandIds(EVERY_SYSTEM).map(async (id) => (await commandNamed(id, EVERY_SYSTEM)?.load())?.default));
  const flags = new Set([...Object.keys(commonFlags), ...commands.flatMap((command) => Object.keys(command?.flags ?? {}))]);
  const wrong = ENVIRONMENT.flatMap(({ flag }) => flag ?? []).filter((flag) => !flags.has(flag.slice(2).split('=')[0] ?? ''));
  expect(wrong).toEqual([]);
});

test('is a table', async () => {
  expect(await envPage()).toMatch(/^VARIABLE +FLAG +MEANING\n(?:[A-Z_]+[^\n]+\n)+$/);
});
