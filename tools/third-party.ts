import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
}

/** Folders of the packages that a bundle was made from, relative to the root. */
function packageFolders({ inputs }: Metafile): readonly string[] {
  const folders = Object.keys(inputs).flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(folders)].toSorted();
}

/**
 * What is in a bundle of other people's, with their licences: their terms ask for it, since a bundle carries no file of theirs. Throws where a
 * package does not say its licence.
 */
export async function thirdPartyNotices(graph: Metafile, root: string): Promise<string> {
  const parts = await Promise.all(
    packageFolders(graph).map(async (folder) => {
      const at = path.join(root, folder);
      const { name, version, license } = JSON.parse(await readFile(path.join(at, 'package.json'), 'utf8')) as PackageFile;
      if (typeof license !== 'string') throw new Error(`${folder}/package.json does not say its licence`);
      const files = (await readdir(at)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).toSorted();
      const texts = await Promise.all(files.map(async (file) => (await readFile(path.join(at, file), 'utf8')).trim()));
      return [`${name} ${version} (${license})`, ...texts].join('\n\n');
    }),
  );
  return `${[...new Set(parts)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
