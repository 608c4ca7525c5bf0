import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { CliError, usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { Runtime } from './runtime.ts';

/** One manifest and where it stood: `demo.yaml, document 2`. */
export interface ManifestDocument {
  readonly where: string;
  readonly object: JsonObject & { readonly apiVersion: string; readonly kind: string };
}

async function textOf(file: string, runtime: Runtime): Promise<string> {
  if (file === '-') return await runtime.readStdin();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError({
      exit: EXIT.usage,
      message: `cannot read ${file}`,
      why,
      fix: 'name an existing file, or - for standard input',
      cause: error,
    });
  }
}

function itemsOf(value: unknown, where: string): readonly ManifestDocument[] {
  if (value === null || value === undefined) return [];
  if (!isJsonObject(value)) throw usageError(`${where} is no object`, 'a manifest has apiVersion, kind and metadata');
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || apiVersion === '')
    throw usageError(`${where}: apiVersion is missing`, 'a manifest has apiVersion, kind and metadata');
  if (typeof kind !== 'string' || kind === '')
    throw usageError(`${where}: kind is missing`, 'a manifest has apiVersion, kind and metadata');
  const items = value['items'];
  if (kind === 'List' && Array.isArray(items)) return items.flatMap((item, index) => itemsOf(item, `${where}, item ${index + 1}`));
  return [{ where, object: { ...value, apiVersion, kind } }];
}

/** The manifests of one text. Throws a usage error that names the document; the YAML itself, which may hold secrets, is not quoted. */
export function parseManifests(text: string, name: string): readonly ManifestDocument[] {
  const documents = parseAllDocuments(text, { prettyErrors: false });
  return [...documents].flatMap((document, index) => {
    const where = documents.length > 1 ? `${name}, document ${index + 1}` : name;
    const [broken] = document.errors;
    if (broken !== undefined)
      throw new CliError({
        exit: EXIT.usage,
        message: `${where} is no valid YAML`,
        why: broken.message.split('\n', 1)[0],
        fix: 'correct the YAML',
      });
    return itemsOf(document.toJS(), where);
  });
}

/** Reads manifests: YAML or JSON, several documents and Lists taken apart. Throws a usage error naming file and document. */
export async function readManifests(files: readonly string[], runtime: Runtime): Promise<readonly ManifestDocument[]> {
  const read = await Promise.all(
    files.map(async (file) => parseManifests(await textOf(file, runtime), file === '-' ? 'standard input' : file)),
  );
  return read.flat();
}
