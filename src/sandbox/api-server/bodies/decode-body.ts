import { type ApiFailure } from '../../failures/api-failure.ts';
import { badRequest, unknownFormat } from '../../failures/common-failures.ts';
import { noObjectProblem } from '../../objects/read-body.ts';
import { MEDIA_TYPES } from '../answers/negotiate.ts';
import { decodeEnvelope, ProtobufError } from '../protobuf/decode-envelope.ts';
import { scanJson } from './json-scan.ts';
import { parseYaml } from './parse-yaml.ts';

/** A body that is parsed. */
export interface DecodedBody {
  /** A JSON object, or null. */
  readonly value: Readonly<Record<string, unknown>> | null;
  /** Keys that came twice. */
  readonly complaints: readonly string[];
}

const LIMIT = 30;

/** How the server shows a body that it cannot read. */
function summary(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>';
  const cut = bytes.subarray(0, LIMIT);
  return `${bytes[0] === 0x7b ? cut.toString() : cut.toString('hex')}${bytes.length > LIMIT ? ' ...' : ''}`;
}

function jsonBody(bytes: Buffer): { readonly value: unknown; readonly complaints: readonly string[] } {
  const text = bytes.toString();
  try {
    const { duplicates } = scanJson(text);
    return { value: JSON.parse(text) as unknown, complaints: duplicates };
  } catch (error) {
    throw new SyntaxError(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : ''}`);
  }
}

function yamlBody(bytes: Buffer): { readonly value: unknown; readonly complaints: readonly string[] } {
  const { value, duplicates } = parseYaml(bytes.toString());
  return { value, complaints: duplicates };
}

function parsed(bytes: Buffer, type: string): { readonly value: unknown; readonly complaints: readonly string[] } {
  if (type === 'application/json' || type === '') return jsonBody(bytes);
  if (type === 'application/yaml') return yamlBody(bytes);
  if (type === 'application/vnd.kubernetes.protobuf') return { value: decodeEnvelope(bytes), complaints: [] };
  throw unknownFormat(MEDIA_TYPES);
}

/** The media type of a Content-Type header without its parameters. */
export function mediaType(header: string | undefined): string {
  return (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function unreadable(kind: string, why: string, bytes: Buffer): ApiFailure {
  return badRequest(kind === '' ? why : `the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(bytes)})`);
}

/**
 * The object in a body. `kind` is named where it cannot be read; `''` for options, whose messages stand alone. With `named` the body must say its
 * own kind (custom resources). Throws ApiFailure (400, 415).
 */
export function decodeBody(bytes: Buffer, contentType: string | undefined, kind: string, named = false): DecodedBody {
  let body: { readonly value: unknown; readonly complaints: readonly string[] };
  try {
    body = parsed(bytes, mediaType(contentType));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ProtobufError) throw unreadable(kind, error.message, bytes);
    throw error;
  }
  const { value, complaints } = body;
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    throw unreadable(kind, noObjectProblem(value) ?? '', bytes);
  }
  const object = value as DecodedBody['value'];
  if (named && (object?.['kind'] ?? '') === '') throw unreadable(kind, `Object 'Kind' is missing in '${bytes.toString()}'`, bytes);
  return { value: object, complaints };
}
