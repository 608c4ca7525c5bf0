import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import type { KindIdentity } from './kind-identity.ts';

/** A CRD as it lies in `crds/`: its text is what `--export` prints, its manifest what is applied. */
export interface CrdFile {
  readonly kind: KindIdentity;
  readonly text: string;
  readonly manifest: Manifest;
}

/** The CRDs of the kinds, in their order. Throws (a broken installation of this program) if one is missing. */
export async function readCrdFiles(root: string, kinds: readonly KindIdentity[]): Promise<readonly CrdFile[]> {
  const folder = path.join(root, 'crds');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const files = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8');
      return { text, manifest: parse(text) as Manifest };
    }),
  );
  return kinds.map((kind) => {
    const file = files.find(({ manifest }) => manifest.metadata.name === resourceNameOf(kind));
    if (file === undefined) throw new Error(`no CRD ${resourceNameOf(kind)} in ${folder}`);
    return { ...file, kind };
  });
}

/** The files as one YAML stream, byte for byte. */
export function exportCrds(files: readonly CrdFile[]): string {
  return files.map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n');
}
