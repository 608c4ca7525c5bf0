import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configFiles } from '../src/commands/shared/install-operator/config-files.ts';

// Writes config/: the operator of each system and of all together, with a kustomization.

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'config');
const { version } = (await import('../package.json', { with: { type: 'json' } })).default;
const files = await configFiles(version);
await mkdir(folder, { recursive: true });
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const file = path.relative(folder, path.join(entry.parentPath, entry.name));
  if (entry.isFile() && !files.has(file)) await rm(path.join(folder, file));
}
for (const [file, text] of files) {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
}
