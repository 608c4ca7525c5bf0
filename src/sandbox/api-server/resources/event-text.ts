import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { KubeObject, ObjectMeta } from '../../../kernel/kube-object.ts';
import type { FailureStatus } from '../../failures/api-failure.ts';
import type { WatchEvent } from '../../objects/object-service.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { metadataOf, tableOf } from '../../tables/table-of.ts';
import type { Representation } from '../answers/negotiate.ts';
import { objectText } from '../answers/object-text.ts';
import type { Call } from './call.ts';
import { includeObject } from './include-object.ts';

/** What a bookmark carries: no more than this is known of it. */
function bookmarkObject(
  call: Pick<Call, 'resource'>,
  { version, initialEventsEnd }: Extract<WatchEvent, { type: 'BOOKMARK' }>,
): KubeObject {
  const annotations = initialEventsEnd === true ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: version, ...annotations };
  return { kind: call.resource.kind, apiVersion: apiVersionOf(call.resource), metadata: metadata as unknown as ObjectMeta };
}

/** A bookmark has no cells to speak of. */
function emptyCells(columns: readonly TableColumn[]): readonly TableColumn[] {
  return columns.map((column) => ({ ...column, cell: () => (column.format === 'name' ? '' : null) }));
}

/** Writes the lines of one watch. Only its first Table names the columns. */
export function eventWriter(call: Call, form: Representation): (event: WatchEvent) => string {
  const { transform } = form;
  let headers = true;
  const include = transform?.kind === 'Table' ? includeObject(call.info.query) : 'Metadata';
  const shaped = (event: WatchEvent): string => {
    const object = event.type === 'BOOKMARK' ? bookmarkObject(call, event) : event.object;
    if (transform === undefined) return objectText(object, call.resource.custom);
    if (transform.kind !== 'Table') return JSON.stringify(metadataOf(object, transform.version));
    const { columns } = call.resource;
    const table = tableOf(event.type === 'BOOKMARK' ? emptyCells(columns) : columns, [object], {
      includeObject: include,
      now: call.clock.now(),
      tableVersion: transform.version,
      headers,
      metadata: { resourceVersion: object.metadata.resourceVersion },
    });
    headers = false;
    return JSON.stringify(table);
  };
  return (event) => `{"type":"${event.type}","object":${shaped(event)}}\n`;
}

/** The event that ends a watch with a failure. */
export function errorLine(status: FailureStatus): string {
  return `${JSON.stringify({ type: 'ERROR', object: status })}\n`;
}
