import type { RequestInfo, ResourceRequest } from '../requests/request-info.ts';

/** What is asked for, as authorizers see it (apiserver, `authorizer.Attributes`). Absent parts are empty. */
export interface ResourceAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
}

/** A request for a path that is no resource. */
export interface PathAttributes {
  readonly verb: string;
  readonly path: string;
}

/** What is asked for. */
export type AccessAttributes = ResourceAttributes | PathAttributes;

/** Whether a path is asked for, not a resource. */
export function isPath(attributes: AccessAttributes): attributes is PathAttributes {
  return 'path' in attributes;
}

const NAME_TERM = /^metadata\.name==?(.*)$/u;

/** A list or watch of one object by its name counts as a request for that name (apiserver, `RequestInfo`). */
function selectedName(verb: string, query: URLSearchParams): string {
  if (verb !== 'list' && verb !== 'watch') return '';
  for (const term of (query.get('fieldSelector') ?? '').split(',')) {
    const name = NAME_TERM.exec(term)?.[1];
    if (name !== undefined) return name;
  }
  return '';
}

function resourceAttributes(resource: ResourceRequest, query: URLSearchParams): ResourceAttributes {
  const { verb, group, plural, subresource = '', name = selectedName(verb, query) } = resource;
  // A request for one namespace counts as one inside it: its admin may read it.
  const isNamespace = group === '' && plural === 'namespaces' && resource.name !== undefined;
  const namespace = resource.namespace ?? (isNamespace ? name : '');
  return { verb, group, resource: plural, subresource, name, namespace };
}

/** What a request asks for. */
export function attributesOf(info: RequestInfo): AccessAttributes {
  return info.resource === undefined ? { verb: info.method.toLowerCase(), path: info.path } : resourceAttributes(info.resource, info.query);
}
