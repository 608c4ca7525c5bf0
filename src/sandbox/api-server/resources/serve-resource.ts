import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { notFound, methodNotAllowed, noSuchPath } from '../../failures/common-failures.ts';
import type { ActionHandlers } from '../../requests/action-handler.ts';
import type { Tunnels } from '../../requests/tunnels.ts';
import { type Answer, pageNotFound } from '../answers/answer.ts';
import { verbNotSupported } from '../answers/route-failures.ts';
import { verbsOf } from '../documents/subresource-kinds.ts';
import type { Call } from './call.ts';
import { serveAction } from './serve-action.ts';
import { serveDelete, serveDeleteCollection } from './serve-delete.ts';
import { serveGet, serveList } from './serve-read.ts';
import { serveWatch } from './serve-watch.ts';
import { serveCreate, servePatch, serveUpdate } from './serve-write.ts';

/** What serves subresources that are no objects. */
export interface SubresourceServers {
  readonly actions: ActionHandlers;
  readonly tunnels: Tunnels | undefined;
}

/** undefined: the response was taken over. */
type Served = Answer | undefined | Promise<Answer | undefined>;

/** Verbs of subresources that are objects: they can be read and written, not made or deleted. */
function serveObjectPart(call: Call): Served {
  switch (call.info.method) {
    case 'GET':
      return serveGet(call);
    case 'PUT':
      return serveUpdate(call);
    case 'PATCH':
      return servePatch(call);
    default:
      throw call.resource.custom ? verbNotSupported(call.resource, call.info.resource.verb) : methodNotAllowed();
  }
}

async function serveTunnel(call: Call, tunnels: Tunnels): Promise<undefined> {
  await tunnels.request(call.info, call.requester, call.request, call.response);
}

function serveSubresource(call: Call, subresource: string, { actions, tunnels }: SubresourceServers): Served {
  const { resource } = call;
  if (subresource === 'status' ? resource.hasStatus : subresource === 'scale' && resource.scale !== undefined) return serveObjectPart(call);
  const action = actions.get(`${resourceNameOf(resource)}/${subresource}`);
  if (action !== undefined) return serveAction(call, action);
  if (subresource === 'finalize' && resourceNameOf(resource) === 'namespaces') {
    if (call.info.method === 'PUT') return serveUpdate(call);
    throw methodNotAllowed();
  }
  if (resource.connects.includes(subresource)) {
    if (tunnels !== undefined) return serveTunnel(call, tunnels);
    throw methodNotAllowed();
  }
  throw resource.custom ? notFound(resource, call.info.resource.name ?? '') : noSuchPath();
}

function serveCollection(call: Call): Served {
  const { resource, info } = call;
  switch (info.resource.verb) {
    case 'list':
      return serveList(call);
    case 'watch':
      serveWatch(call);
      return undefined;
    case 'create':
      return serveCreate(call);
    case 'deletecollection':
      if (verbsOf(resource).includes('deletecollection')) return serveDeleteCollection(call);
      throw methodNotAllowed();
    default:
      throw resource.custom ? verbNotSupported(resource, info.resource.verb) : methodNotAllowed();
  }
}

function serveObject(call: Call): Served {
  switch (call.info.method) {
    case 'GET':
      return serveGet(call);
    case 'PUT':
      return serveUpdate(call);
    case 'PATCH':
      return servePatch(call);
    case 'DELETE':
      return serveDelete(call);
    default:
      throw call.resource.custom ? verbNotSupported(call.resource, call.info.resource.verb) : methodNotAllowed();
  }
}

/** Where the path has a namespace and the type has none, or the other way round; undefined where they go together. */
function misplaced(call: Call): Answer | undefined {
  const { resource, info } = call;
  const { namespace, name, verb } = info.resource;
  const fits =
    resource.scope === 'Namespaced'
      ? namespace !== undefined || (name === undefined && (verb === 'list' || verb === 'watch'))
      : namespace === undefined;
  if (fits) return undefined;
  if (resource.custom) return pageNotFound();
  throw resource.scope === 'Namespaced' && name === undefined ? methodNotAllowed() : noSuchPath();
}

/** Answers a request about a type that is served. Throws ApiFailure. */
export async function serveResource(call: Call, servers: SubresourceServers): Promise<Answer | undefined> {
  const wrong = misplaced(call);
  if (wrong !== undefined) return wrong;
  const { name, subresource } = call.info.resource;
  // Nobody may look at headers alone (measured on 1.36).
  if (['HEAD', 'OPTIONS'].includes(call.info.method) && subresource === undefined) throw methodNotAllowed();
  if (subresource !== undefined) return serveSubresource(call, subresource, servers);
  return name === undefined ? serveCollection(call) : serveObject(call);
}
