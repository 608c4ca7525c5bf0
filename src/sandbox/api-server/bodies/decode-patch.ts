import { type ApiFailure } from '../../failures/api-failure.ts';
import { badRequest, unknownFormat } from '../../failures/common-failures.ts';
import type { PatchRequest } from '../../objects/object-service.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { unsupportedMediaType } from '../answers/route-failures.ts';
import { mediaType } from './decode-body.ts';
import { goJsonType } from '../../values/go-values.ts';
import { scanJson } from './json-scan.ts';
import { parseYaml } from './parse-yaml.ts';

const PATCH_TYPES = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
} as const;

/** The four formats. */
export type PatchType = PatchRequest['type'];

/** A patch that is parsed. */
export interface DecodedPatch {
  readonly patch: PatchRequest;
  readonly complaints: readonly string[];
}

/** The format by the Content-Type header. Throws ApiFailure (415): custom resources know no strategic merge. */
export function patchType(header: string | undefined, resource: Pick<ServedResource, 'custom'>): PatchType {
  const type = Object.entries(PATCH_TYPES).find(([media]) => media === mediaType(header))?.[1];
  if (!resource.custom) {
    if (type === undefined) throw unsupportedMediaType();
    return type;
  }
  if (type === undefined || type === 'strategic') {
    throw unknownFormat(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']);
  }
  return type;
}

const MAP = 'map[string]interface {}';

function wrongShape(type: PatchType, value: unknown): ApiFailure | undefined {
  if (type === 'json') {
    if (Array.isArray(value)) return undefined;
    return badRequest(`error decoding patch: json: cannot unmarshal ${goJsonType(value)} into Go value of type []handlers.jsonPatchOp`);
  }
  if (typeof value === 'object' && !Array.isArray(value)) return undefined;
  const message = `json: cannot unmarshal ${goJsonType(value)} into Go value of type ${MAP}`;
  if (type === 'apply') return badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${message}`);
  return badRequest(type === 'strategic' ? message : `error decoding patch: ${message}`);
}

/** What is not there counts as nothing to do, except for a merge patch. */
function orNothing(type: PatchType, value: unknown): unknown {
  if (value !== null && value !== undefined) return value;
  if (type === 'merge') throw badRequest('Invalid JSON Patch');
  return type === 'json' ? [] : {};
}

function jsonValue(text: string, type: PatchType): { readonly value: unknown; readonly complaints: readonly string[] } {
  try {
    const { duplicates } = scanJson(text);
    const complaints = type === 'json' ? duplicates.map((complaint) => `json patch ${complaint}`) : duplicates;
    return { value: JSON.parse(text) as unknown, complaints };
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    throw badRequest(type === 'strategic' ? message : `error decoding patch: ${message}`);
  }
}

function yamlValue(text: string): { readonly value: unknown; readonly complaints: readonly string[] } {
  try {
    const { value, duplicates } = parseYaml(text);
    return { value, complaints: duplicates };
  } catch (error) {
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Reads a patch. Throws ApiFailure (400) with the server's words where it is malformed. */
export function decodePatch(bytes: Buffer, type: PatchType, force: boolean): DecodedPatch {
  const text = bytes.toString();
  const { value: parsed, complaints } = type === 'apply' ? yamlValue(text) : jsonValue(text, type);
  const value = orNothing(type, parsed);
  const wrong = wrongShape(type, value);
  if (wrong !== undefined) throw wrong;
  if (type === 'json') return { patch: { type, operations: value }, complaints };
  if (type !== 'apply') return { patch: { type, body: value }, complaints };
  if (Object.keys(value as object).length === 0) throw badRequest('invalid object type: /, Kind=');
  return { patch: { type, body: value, force }, complaints };
}
