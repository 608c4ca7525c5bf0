import type { JsonObject } from '../../kernel/json.ts';
import { usageError } from '../cli-error.ts';
import { findAll } from '../json-path/find-all.ts';
import type { JsonPath } from '../json-path/json-path.ts';
import { parseJsonPath } from '../json-path/parse-json-path.ts';
import { goText } from '../json-path/value-text.ts';
import { maskSecrets } from '../mask-secrets.ts';
import { tableStream } from '../table-stream.ts';
import { itemsOf } from './object-printer.ts';
import type { ObjectPrinter, PrinterOptions } from './object-printer.ts';

/** Stands where an object has no such field. */
const NONE = '<none>';

/** What is between commas that stand neither in brackets, parentheses nor quotes. */
const PART = /(?:\[[^\]]*(?:\][^,[]*)?|"[^"]*"|'[^']*'|[^,[])+/g;

interface Column {
  readonly header: string;
  readonly path: JsonPath;
}

function parseColumns(argument: string): readonly Column[] {
  return (argument.match(PART) ?? []).map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw usageError(`"${part}" is no custom column`, 'write it like NAME:.metadata.name,PHASE:.status.phase');
    return { header: part.slice(0, colon), path: parseJsonPath(part.slice(colon + 1)) };
  });
}

function cellOf(object: JsonObject, { path }: Column): string {
  const found = findAll(path, object);
  return found.length === 0 ? NONE : found.map(goText).join(',');
}

/** `-o custom-columns=HEADER:path,…`: one row for each object. Throws a usage error for columns that cannot be read. */
export function columnsPrinter(argument: string, { headers = true }: PrinterOptions): ObjectPrinter {
  const columns = parseColumns(argument);
  const stream = tableStream({ headers });
  return {
    print: async (object) => {
      const rows = itemsOf(maskSecrets(object)).map((item) => columns.map((column) => cellOf(item, column)));
      return await stream.next(columns, rows);
    },
  };
}
