import { isJsonObject } from '../../../kernel/json.ts';
import { apiFailure } from '../../failures/api-failure.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ListPage } from '../../objects/object-service.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { ageOf } from '../../tables/human-duration.ts';
import { NAME_COLUMN } from '../../tables/printer-columns.ts';
import { metadataOf, tableOf } from '../../tables/table-of.ts';
import type { Answer } from '../answers/answer.ts';
import type { Representation } from '../answers/negotiate.ts';
import { itemText, objectText } from '../answers/object-text.ts';
import { objectAnswer } from '../answers/render.ts';
import type { Call } from './call.ts';
import { includeObject } from './include-object.ts';

function column(name: string, type: TableColumn['type'], description: string, cell: TableColumn['cell']): TableColumn {
  return { name, type, format: '', description, priority: 0, cell };
}

function replicas(part: unknown): number {
  return isJsonObject(part) && typeof part['replicas'] === 'number' ? part['replicas'] : 0;
}

/** The columns of the scale subresource. */
const SCALE_COLUMNS: readonly TableColumn[] = [
  NAME_COLUMN,
  column('Desired', 'integer', 'How many replicas are wanted.', ({ spec }) => replicas(spec)),
  column('Available', 'integer', 'How many replicas there are.', ({ status }) => replicas(status)),
  column('Age', 'date', 'Time since the object was created.', ({ metadata }, now) => ageOf(metadata.creationTimestamp, now)),
];

/** The columns for an object that a call gives: of its type, or of a scale. */
function columnsFor(call: Pick<Call, 'resource'>, object: KubeObject): readonly TableColumn[] {
  return object.kind === call.resource.kind ? call.resource.columns : SCALE_COLUMNS;
}

/** Whether an object that a call gives is a custom resource; its scale is not. */
function isCustom(call: Pick<Call, 'resource'>, object: KubeObject): boolean {
  return call.resource.custom && object.kind === call.resource.kind;
}

function wrongList(call: Call): Error {
  const type = call.resource.custom ? '*unstructured.UnstructuredList' : `*core.${call.resource.kind}List`;
  return apiFailure(406, 'NotAcceptable', `you requested PartialObjectMetadata, but the requested object is a list (${type})`);
}

/** One object in the form that was asked for. */
export function shapeObject(call: Call, object: KubeObject, form: Representation, status = 200): Answer {
  const { transform } = form;
  if (transform?.kind === 'PartialObjectMetadataList') throw apiFailure(500, '', 'content is not a list');
  if (transform?.kind === 'PartialObjectMetadata') return objectAnswer(status, metadataOf(object, transform.version), form);
  if (transform === undefined) {
    if (form.type === 'application/yaml' || form.pretty) return objectAnswer(status, object, form);
    return { status, type: form.type, body: `${objectText(object, isCustom(call, object))}\n` };
  }
  const { resourceVersion } = object.metadata;
  const table = tableOf(columnsFor(call, object), [object], {
    includeObject: includeObject(call.info.query),
    now: call.clock.now(),
    tableVersion: transform.version,
    metadata: resourceVersion === undefined ? {} : { resourceVersion },
  });
  return objectAnswer(status, table, form);
}

function listMetadata({ version, continue: token, remaining }: ListPage): Readonly<Record<string, unknown>> {
  return {
    resourceVersion: version,
    ...(token === undefined ? {} : { continue: token }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  };
}

function plainList(call: Call, page: ListPage, form: Representation): Answer {
  const { resource } = call;
  const head = { kind: resource.listKind, apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}` };
  if (form.type === 'application/yaml' || form.pretty) {
    const items = resource.custom ? page.items : page.items.map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest);
    return objectAnswer(200, { ...head, metadata: listMetadata(page), items }, form);
  }
  const start = JSON.stringify({ ...head, metadata: listMetadata(page) }).slice(0, -1);
  const body = `${start},"items":[${page.items.map((item) => itemText(item, resource.custom)).join(',')}]}\n`;
  return { status: 200, type: form.type, body };
}

/** A page of objects in the form that was asked for. */
export function shapeList(call: Call, page: ListPage, form: Representation): Answer {
  const { transform } = form;
  if (transform === undefined) return plainList(call, page, form);
  if (transform.kind === 'PartialObjectMetadata') throw wrongList(call);
  const { version } = transform;
  if (transform.kind === 'PartialObjectMetadataList') {
    const items = page.items.map((item) => metadataOf(item, version));
    const list = { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${version}`, metadata: listMetadata(page), items };
    return objectAnswer(200, list, form);
  }
  const table = tableOf(call.resource.columns, page.items, {
    includeObject: includeObject(call.info.query),
    now: call.clock.now(),
    tableVersion: version,
    metadata: listMetadata(page),
  });
  return objectAnswer(200, table, form);
}
