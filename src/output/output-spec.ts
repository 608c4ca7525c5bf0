import { CliError, usageError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';

/** Formats that need nothing more. */
const PLAIN = ['table', 'wide', 'json', 'yaml', 'name'] as const;

/** Formats that are followed by `=` and an argument. */
const WITH_ARGUMENT = ['jsonpath', 'jsonpath-as-json', 'custom-columns'] as const;

type PlainSpec<Format> = Format extends string ? { readonly is: Format } : never;

/** What `-o` asks for where a command prints any object. `argument`: the template, or the columns as `HEADER:path,…`. */
export type OutputSpec = PlainSpec<(typeof PLAIN)[number]> | { readonly is: (typeof WITH_ARGUMENT)[number]; readonly argument: string };

/** As usage texts list them. */
export const OUTPUT_SPEC_FORMS: readonly string[] = [
  ...PLAIN,
  'jsonpath=…',
  'jsonpath-file=…',
  'jsonpath-as-json=…',
  'custom-columns=…',
  'custom-columns-file=…',
];

/** Two lines, headers and paths, as the argument of `custom-columns`. */
function columnsOf(text: string, file: string): string {
  const [headers = [], paths = []] = text.split('\n').map((line) => line.split(/\s+/).filter(Boolean));
  if (headers.length === 0 || headers.length !== paths.length) {
    throw usageError(`${file} is no file for custom-columns-file`, 'its first line holds the headers, its second as many paths');
  }
  return headers.map((header, index) => `${header}:${paths[index] ?? ''}`).join(',');
}

async function contentOf(file: string, readFile: (path: string) => Promise<string>): Promise<string> {
  try {
    return await readFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError({ exit: EXIT.usage, message: `cannot read ${file}`, why, fix: 'name a file that exists', cause: error });
  }
}

/**
 * Reads an `-o` value that may carry an argument, as kubectl does. Throws a usage error that lists the formats, or says what is missing.
 * `readFile` is called for `jsonpath-file` and `custom-columns-file` only.
 */
export async function parseOutputSpec(value: string, readFile: (path: string) => Promise<string>): Promise<OutputSpec> {
  const equals = value.indexOf('=');
  const name = equals < 0 ? value : value.slice(0, equals);
  const argument = equals < 0 ? '' : value.slice(equals + 1);
  const plain = PLAIN.find((format) => format === value);
  if (plain !== undefined) return { is: plain };
  if (name.startsWith('go-template') || name.startsWith('template')) {
    throw usageError(
      `the output format ${name} is not offered`,
      'use -o jsonpath=… or -o custom-columns=…, or -o json with a program of your own',
    );
  }
  const ofFile = WITH_ARGUMENT.find((format) => name === `${format}-file` && format !== 'jsonpath-as-json');
  const format = ofFile ?? WITH_ARGUMENT.find((candidate) => candidate === name);
  if (format === undefined) throw usageError(`unknown output format "${value}"`, `use one of: ${OUTPUT_SPEC_FORMS.join(', ')}`);
  if (argument === '') {
    throw usageError(
      `-o ${name} needs an argument`,
      ofFile === undefined ? `write it like ${EXAMPLE[format]}` : `write it like -o ${name}=FILE`,
    );
  }
  if (ofFile === undefined) return { is: format, argument };
  const text = await contentOf(argument, readFile);
  return { is: format, argument: format === 'custom-columns' ? columnsOf(text, argument) : text };
}

const EXAMPLE: Readonly<Record<(typeof WITH_ARGUMENT)[number], string>> = {
  jsonpath: "-o jsonpath='{.metadata.name}'",
  'jsonpath-as-json': "-o jsonpath-as-json='{.status}'",
  'custom-columns': '-o custom-columns=NAME:.metadata.name,PHASE:.status.phase',
};
