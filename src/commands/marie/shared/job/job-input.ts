import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError, usageError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import type { SpecField } from '../../../shared/create/create-flag.ts';
import type { Runtime } from '../../../shared/runtime.ts';

/** What a job may carry, in characters of its text or its base64. */
const DATA_MAX = 524_288;

const TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.html': 'text/html',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
};

/** Signs that no text has, tabs and line ends aside. */
const CONTROL = /[^\P{Cc}\t\n\r\f]/u;

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CliError({
      exit: EXIT.usage,
      message: `cannot read ${file}`,
      why: error instanceof Error ? error.message : String(error),
      fix: 'name a file behind the @',
      cause: error,
    });
  }
}

/** Bytes as a job carries them: text as it is, anything else in base64. */
function dataOf(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!CONTROL.test(text)) return text;
  } catch {
    // No text.
  }
  return bytes.toString('base64');
}

function inline(data: string, from: string): readonly SpecField[] {
  if (data === '') throw usageError(`${from} is empty: there is no document`, 'give a document, or a URI with --input');
  if (data.length > DATA_MAX) {
    throw usageError(
      `${from} is too long for a job: ${String(data.length)} characters, and ${String(DATA_MAX)} are the most`,
      'put the document where the gateway can read it, and give its URI with --input',
    );
  }
  return [{ path: ['input', 'data'], value: data }];
}

/**
 * What `--input` says, as fields of a job: a URI, `-` for text on standard input, `@FILE` for a file, `configmap/NAME` or `secret/NAME` for an object
 * of the job's namespace. Throws a usage error for anything else.
 */
export async function inputFields(given: string | undefined, runtime: Pick<Runtime, 'readStdin'>): Promise<readonly SpecField[]> {
  if (given === undefined) return [];
  if (given === '-') {
    const text = await runtime.readStdin();
    if (text.includes('\uFFFD'))
      throw usageError('what comes on standard input is no text', 'give a document that is not text as --input @FILE');
    return inline(text, 'standard input');
  }
  if (given.startsWith('@')) {
    const file = given.slice(1);
    const type = TYPES[path.extname(file).toLowerCase()];
    const fields = inline(dataOf(await bytesOf(file)), file);
    return type === undefined ? fields : [...fields, { path: ['input', 'contentType'], value: type }];
  }
  const [, kind, name] = /^(configmap|secret)\/(.+)$/i.exec(given) ?? [];
  if (kind !== undefined && name !== undefined) {
    return [{ path: ['input', kind.toLowerCase() === 'secret' ? 'secretRef' : 'configMapRef', 'name'], value: name }];
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(given)) {
    throw usageError(
      `--input "${given}" is no URI`,
      'give a URI such as s3://bucket/a.pdf, - for standard input, @FILE, configmap/NAME or secret/NAME',
    );
  }
  return [{ path: ['input', 'uri'], value: given }];
}
