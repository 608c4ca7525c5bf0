import { isAlias, isMap, isScalar, isSeq, type Node, LineCounter, parseDocument, type Document, type Scalar } from 'yaml';

/** What a YAML text says. */
export interface ParsedYaml {
  readonly value: unknown;
  /** `line 4: key "a" already set in map`, in the order of the text. */
  readonly duplicates: readonly string[];
}

const TRUE = new Set(['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'y', 'Y']);
const FALSE = new Set(['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'n', 'N']);
const NULL = new Set(['', '~', 'null', 'Null', 'NULL']);

/** A plain scalar in the way of YAML 1.1 as the server's parser takes it: `yes` and `on` are true, `010` and `0o10` are 8, dates are text. */
function plain(text: string): unknown {
  if (NULL.has(text)) return null;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  const digits = text.replaceAll('_', '');
  const based = /^([+-]?)0(x[\da-fA-F]+|b[01]+|o?[0-7]+)$/.exec(digits);
  if (based !== null) {
    const body = based[2] ?? '';
    const value = /^[xbo]/.test(body) ? Number(`0${body}`) : Number.parseInt(body, 8);
    return based[1] === '-' ? -value : value;
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(digits)) return Number(digits);
  if (/^[+-]?\.(inf|Inf|INF)$/.test(text)) throw new SyntaxError(`json: unsupported value: ${text.startsWith('-') ? '-' : '+'}Inf`);
  if (/^\.(nan|NaN|NAN)$/.test(text)) throw new SyntaxError('json: unsupported value: NaN');
  return text;
}

function scalar(node: Scalar): unknown {
  const text = typeof node.value === 'string' ? node.value : '';
  if (node.type !== 'PLAIN' && node.type !== undefined) return text;
  if (node.tag === 'tag:yaml.org,2002:str' || node.tag === '!!str') return text;
  return plain(text);
}

function keyText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The message of a syntax error, in the words of the server's parser where it is one of the usual ones. */
function syntaxMessage(error: { readonly code: string; readonly linePos?: readonly { readonly line: number }[] | undefined }): string {
  const line = error.linePos?.[0]?.line ?? 1;
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' || error.code === 'BLOCK_IN_FLOW') {
    return `yaml: ${line > 1 ? `line ${String(line)}: ` : ''}mapping values are not allowed in this context`;
  }
  if (error.code === 'TAB_AS_INDENT') return `yaml: line ${String(line)}: found character that cannot start any token`;
  return `yaml: line ${String(line)}: did not find expected node content`;
}

/**
 * Reads a YAML (or JSON) text as the server does: one document, YAML 1.1 scalars, the last of two equal keys wins. Throws SyntaxError with
 * the server's wording.
 */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document: Document.Parsed = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, lineCounter: lines, prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) throw new SyntaxError(syntaxMessage(error));
  const duplicates: string[] = [];
  const read = (node: unknown): unknown => {
    if (isAlias(node)) return read(node.resolve(document));
    if (isScalar(node)) return scalar(node);
    if (isSeq(node)) return node.items.map(read);
    if (!isMap(node)) return null;
    const object: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = keyText(read(key));
      if (Object.hasOwn(object, name)) {
        const line = lines.linePos((key as Node).range?.[0] ?? 0).line;
        duplicates.push(`line ${String(line)}: key ${JSON.stringify(name)} already set in map`);
      }
      Object.defineProperty(object, name, { value: read(value), enumerable: true, configurable: true, writable: true });
    }
    return object;
  };
  return { value: read(document.contents), duplicates };
}
