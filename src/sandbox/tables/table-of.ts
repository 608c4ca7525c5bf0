import type { KubeObject } from '../../kernel/kube-object.ts';
import type { TableColumn } from '../resources/table-column.ts';

/** What a row says about its object besides the cells. */
export type IncludeObject = 'Metadata' | 'Object' | 'None';

/** How to write a Table. */
export interface TableOptions {
  readonly includeObject: IncludeObject;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
  /** Default `v1`. */
  readonly tableVersion?: 'v1' | 'v1beta1';
  /** Later tables of a watch have no column definitions. Default: with. */
  readonly headers?: boolean;
  /** `metadata` of the Table: of the list, or the version of the one object. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The definition of a column without its cells, as a Table carries it. */
function definitionOf({ name, type, format, description, priority }: TableColumn): object {
  return { name, type, format, description, priority };
}

/** `PartialObjectMetadata` of an object. */
export function metadataOf(object: { readonly metadata: unknown }, version: 'v1' | 'v1beta1' = 'v1'): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

function included(object: KubeObject, { includeObject, tableVersion }: TableOptions): object | null {
  if (includeObject === 'None') return null;
  return includeObject === 'Object' ? object : metadataOf(object, tableVersion);
}

/** A `meta.k8s.io` Table of objects: what `kubectl get` prints. */
export function tableOf(columns: readonly TableColumn[], objects: readonly KubeObject[], options: TableOptions): object {
  const { now, tableVersion = 'v1', headers = true, metadata } = options;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${tableVersion}`,
    metadata,
    columnDefinitions: headers ? columns.map(definitionOf) : null,
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, now)),
      object: included(object, options),
    })),
  };
}
