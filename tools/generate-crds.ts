import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { allKinds } from '../src/kinds/all-kinds.ts';
import { crdFileName, crdYaml } from '../src/manifests/crd-yaml.ts';

// Writes one CRD per kind to crds/ and removes the files of kinds that are gone.

const folder = path.join(import.meta.dirname, '..', 'crds');
await mkdir(folder, { recursive: true });
const wanted = new Set(allKinds.map(crdFileName));
for (const file of await readdir(folder)) {
  if (file.endsWith('.yaml') && !wanted.has(file)) await rm(path.join(folder, file));
}
for (const kind of allKinds) await writeFile(path.join(folder, crdFileName(kind)), crdYaml(kind));
