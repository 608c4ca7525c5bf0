import type { KubeObject } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { apiFailure, type ApiFailure, ApiFailure as Failure } from '../failures/api-failure.ts';
import { badRequest, expired } from '../failures/common-failures.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { continueToken, type ListPosition, readContinueToken } from './continue-token.ts';
import { checkListOptions } from './list-options.ts';
import type { ListPage, ListQuery } from './object-service.ts';
import { type Selection, selectionOf } from './selection.ts';
import { notANumber, tooLargeVersion, versionOf } from './versions.ts';

/** What a page is cut from. */
interface Source {
  readonly version: number;
  readonly objects: readonly KubeObject[];
}

const TOO_OLD_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function tooOldToken(position: ListPosition): ApiFailure {
  const { status } = apiFailure(410, 'Expired', TOO_OLD_TOKEN);
  return new Failure({ ...status, metadata: { continue: continueToken({ ...position, version: undefined }) } });
}

function sourceAt(storage: ObjectStorage, resource: string, query: ListQuery, version: number, tooOld: () => ApiFailure): Source {
  if (version > storage.version) throw tooLargeVersion(version, storage.version);
  try {
    return { version, objects: storage.list(resource, query.namespace, version) };
  } catch (error) {
    throw error instanceof RangeError ? tooOld() : error;
  }
}

function sourceNow(storage: ObjectStorage, resource: string, { namespace }: ListQuery): Source {
  return { version: storage.version, objects: storage.list(resource, namespace) };
}

/** The one object that a selection by name can match, without looking at the others. */
function sourceOfName(storage: ObjectStorage, resource: ServedResource, { namespace }: ListQuery, name: string): Source {
  const key = namespace === undefined ? { name } : { namespace, name };
  const object = storage.get(resourceNameOf(resource), key);
  return { version: storage.version, objects: object === undefined ? [] : [object] };
}

function firstSource(storage: ObjectStorage, resource: ServedResource, query: ListQuery, selection: Selection): Source {
  const name = resourceNameOf(resource);
  const wanted = versionOf(query.resourceVersion, () => {
    const text = query.resourceVersion ?? '';
    return badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${notANumber(text)}`);
  });
  const exact = query.resourceVersionMatch === 'Exact' || ((query.resourceVersionMatch ?? '') === '' && (query.limit ?? 0) > 0);
  if (wanted !== undefined && wanted !== 0 && exact) {
    return sourceAt(storage, name, query, wanted, () => expired('The resourceVersion for the provided list is too old.'));
  }
  if (wanted !== undefined && wanted > storage.version) throw tooLargeVersion(wanted, storage.version);
  const oneKey = resource.scope === 'Cluster' || query.namespace !== undefined;
  if (selection.name !== undefined && oneKey) return sourceOfName(storage, resource, query, selection.name);
  return sourceNow(storage, name, query);
}

function pageKey({ metadata: { namespace, name } }: KubeObject, query: ListQuery): string {
  return query.namespace !== undefined || namespace === undefined ? name : `${namespace}/${name}`;
}

/** The index of the first object behind a key. */
function indexAfter(objects: readonly KubeObject[], key: string, query: ListQuery): number {
  let [low, high] = [0, objects.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const object = objects[middle];
    if (object !== undefined && pageKey(object, query) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pageOf({ version, objects }: Source, start: number, limit: number, query: ListQuery, selection: Selection): ListPage {
  const shown = String(version);
  if (limit <= 0) {
    const rest = start === 0 ? objects : objects.slice(start);
    return { version: shown, items: selection.everything ? rest : rest.filter(selection.matches) };
  }
  const items: KubeObject[] = [];
  let at = start;
  for (; at < objects.length && items.length < limit; at += 1) {
    const object = objects[at];
    if (object !== undefined && selection.matches(object)) items.push(object);
  }
  const last = items.at(-1);
  if (at >= objects.length || last === undefined) return { version: shown, items };
  const token = continueToken({ version, after: pageKey(last, query) });
  return { version: shown, items, continue: token, ...(selection.everything ? { remaining: objects.length - at } : {}) };
}

/** Lists objects of a type as the API server does: selectors, pages, versions. Throws 400, 410, 422 and 504 with its texts. */
export function listObjects(storage: ObjectStorage, resource: ServedResource, query: ListQuery): ListPage {
  checkListOptions(query);
  const selection = selectionOf(resource, query);
  const { resourceVersion = '', continue: token = '', limit = 0 } = query;
  if (token === '') {
    // Version 0 asks for whatever is at hand: the server answers from its cache, and whole.
    return pageOf(firstSource(storage, resource, query, selection), 0, resourceVersion === '0' ? 0 : limit, query, selection);
  }
  const position = readContinueToken(token);
  if (resourceVersion !== '' && resourceVersion !== '0') throw badRequest('specifying resource version is not allowed when using continue');
  const name = resourceNameOf(resource);
  const source =
    position.version === undefined
      ? sourceNow(storage, name, query)
      : sourceAt(storage, name, query, position.version, () => tooOldToken(position));
  return pageOf(source, indexAfter(source.objects, position.after, query), limit, query, selection);
}
