import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Finding, Place } from './finding.ts';

/** One object of a file, and where each of its fields stands. */
export interface PlacedDocument {
  readonly object: JsonObject;
  /** The place of a field; of one that is missing the place of what it should be in. */
  place(path: readonly PropertyKey[]): Place;
}

/** What a text holds. */
export interface ReadDocuments {
  readonly documents: readonly PlacedDocument[];
  readonly findings: readonly Finding[];
}

/** Offset of the key (of a map) or the entry (of a list) that a path leads to, or of the last one on the way that is there. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let offset = isMap(root) || isSeq(root) ? (root.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      const range = (node as { readonly range?: readonly number[] } | undefined)?.range;
      if (range === undefined) return offset;
      offset = range[0] ?? offset;
    } else return offset;
  }
  return offset;
}

function placer(document: Document.Parsed, lines: LineCounter, at: Place, prefix: readonly PropertyKey[]): PlacedDocument['place'] {
  return (path) => {
    const { line, col } = lines.linePos(offsetOf(document.contents, [...prefix, ...path]));
    return line === 0 ? at : { ...at, line, column: col };
  };
}

function objectsOf(
  value: unknown,
  document: Document.Parsed,
  lines: LineCounter,
  at: Place,
  prefix: readonly PropertyKey[],
): ReadDocuments {
  if (value === null || value === undefined) return { documents: [], findings: [] };
  const place = placer(document, lines, at, prefix);
  if (!isJsonObject(value)) {
    const fix = 'write apiVersion, kind and metadata, as every manifest has them';
    return { documents: [], findings: [{ ...place([]), severity: 'error', rule: 'manifest', cause: 'the document is no object', fix }] };
  }
  const { items } = value;
  if (value['kind'] === 'List' && Array.isArray(items)) {
    const all = items.map((item: unknown, index) => objectsOf(item, document, lines, at, [...prefix, 'items', index]));
    return { documents: all.flatMap((one) => one.documents), findings: all.flatMap((one) => one.findings) };
  }
  return { documents: [{ object: value, place }], findings: [] };
}

/** The objects of a YAML or JSON text, Lists taken apart, and what is wrong with the text itself. */
export function placedDocuments(text: string, file: string): ReadDocuments {
  const lines = new LineCounter();
  const parsed: readonly Document.Parsed[] = [...parseAllDocuments(text, { prettyErrors: false, lineCounter: lines })];
  const all = parsed.map((document, index): ReadDocuments => {
    const at: Place = { file, document: index + 1 };
    const broken = (cause: string): Finding => ({ ...at, severity: 'error', rule: 'yaml', cause, fix: 'correct the YAML' });
    if (document.errors.length === 0) {
      try {
        return objectsOf(document.toJS(), document, lines, at, []);
      } catch (error) {
        // Aliases are followed only here: one without its anchor, or so many that they would fill the memory.
        return { documents: [], findings: [broken(error instanceof Error ? error.message : 'its aliases cannot be followed')] };
      }
    }
    const findings = document.errors.map((error): Finding => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { ...broken(error.message.split('\n', 1)[0] ?? 'it is no valid YAML'), line, column: col };
    });
    return { documents: [], findings };
  });
  return { documents: all.flatMap((one) => one.documents), findings: all.flatMap((one) => one.findings) };
}
