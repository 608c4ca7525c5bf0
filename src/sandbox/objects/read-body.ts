import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { apiVersionOf } from '../../kernel/resource-type.ts';
import { type ApiFailure } from '../failures/api-failure.ts';
import { badRequest, invalid } from '../failures/common-failures.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { goJsonType } from '../values/go-values.ts';
import { bodyText } from './body-text.ts';
import { invalidValue } from '../failures/field-complaints.ts';
import type { ServiceParts } from './service-parts.ts';
import { typeMetaOf } from './type-meta.ts';

const TYPE_META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
const SCHEME = 'in scheme "pkg/runtime/scheme.go:111"';

/** What Go says of a value that is no object; undefined for an object. */
export function noObjectProblem(value: unknown): string | undefined {
  if (isJsonObject(value)) {
    for (const field of ['apiVersion', 'kind']) {
      const given = value[field] ?? '';
      if (typeof given !== 'string')
        return `couldn't get version/kind; json parse error: json: cannot unmarshal ${goJsonType(given)} into Go struct field .${field} of type string`;
    }
    return undefined;
  }
  if (value === undefined) return "couldn't get version/kind; json parse error: unexpected end of JSON input";
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${goJsonType(value)} into Go value of type ${TYPE_META}`;
}

function unrecognized(resource: ServedResource, body: unknown, problem: string): ApiFailure {
  return badRequest(`the object provided is unrecognized (must be of type ${resource.kind}): ${problem} (${bodyText(body)})`);
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** What the server says of an object of another built-in type. */
export function otherTypeProblem({ registry }: ServiceParts, resource: ServedResource, apiVersion: string, kind: string): string {
  const known = registry.findKind(groupOf(apiVersion), kind);
  if (known === undefined || known.custom || apiVersionOf(known) !== apiVersion)
    return `no kind "${kind}" is registered for version "${apiVersion}" ${SCHEME}`;
  const target = resource.group === '' ? 'core' : (resource.group.split('.')[0] ?? '');
  return `converting (${known.version}.${kind}) to (${target}.${resource.kind}): unknown conversion`;
}

/** 422 of a custom resource whose kind is another one than its path says; undefined where it is right. */
export function otherKindFailure(resource: ServedResource, apiVersion: string, kind: string, name: string): ApiFailure | undefined {
  const group = groupOf(apiVersion);
  if (apiVersion !== apiVersionOf(resource))
    return invalid({ group, kind }, name, [invalidValue('apiVersion', apiVersion, `must be ${apiVersionOf(resource)}`)]);
  return kind === resource.kind ? undefined : invalid({ group, kind }, name, [invalidValue('kind', kind, `must be ${resource.kind}`)]);
}

function nameIn(body: JsonObject): string {
  const { metadata } = body;
  return isJsonObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '';
}

/** Fills in what stands for the type: a built-in type is known from the path. */
export function asDraft(resource: ServedResource, body: JsonObject): Draft {
  const metadata = body['metadata'] ?? {};
  return { ...body, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: metadata as Draft['metadata'] };
}

/**
 * Takes a body for an object of a type. Built-in types may leave out `apiVersion` and `kind`; custom resources may not. Throws 400 and 422
 * with the server's texts where it is none, or of another type.
 */
export function readBody(parts: ServiceParts, resource: ServedResource, body: unknown): Draft {
  const problem = noObjectProblem(body);
  if (problem !== undefined || !isJsonObject(body)) throw unrecognized(resource, body, problem ?? '');
  const wanted = apiVersionOf(resource);
  const { apiVersion, kind } = typeMetaOf(body);
  if (resource.custom) {
    if (kind === '') throw unrecognized(resource, body, `Object 'Kind' is missing in '${JSON.stringify(body)}'`);
    if (apiVersion !== wanted)
      throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`);
    const failure = otherKindFailure(resource, apiVersion, kind, nameIn(body));
    if (failure !== undefined) throw failure;
  } else if ((kind !== '' && kind !== resource.kind) || (apiVersion !== '' && apiVersion !== wanted)) {
    const [given, version] = [kind === '' ? resource.kind : kind, apiVersion === '' ? wanted : apiVersion];
    const short = version.slice(version.indexOf('/') + 1);
    const why = otherTypeProblem(parts, resource, version, given);
    throw badRequest(`${given} in version "${short}" cannot be handled as a ${resource.kind}: ${why}`);
  }
  return asDraft(resource, body);
}
