import type { KubeObject } from '../../kernel/kube-object.ts';
import type { TableColumn } from '../resources/table-column.ts';
import { cellText } from './cell-text.ts';
import { ageOf } from './human-duration.ts';
import { compileJsonPath } from './json-path.ts';

/** `additionalPrinterColumns[]` of a CustomResourceDefinition. */
export interface PrinterColumnSpec {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

type Cell = ReturnType<TableColumn['cell']>;

const AGE: PrinterColumnSpec = {
  name: 'Age',
  type: 'date',
  description: 'Time since the object was created.',
  jsonPath: '.metadata.creationTimestamp',
};

/** The first column of every table. */
export const NAME_COLUMN: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object.',
  priority: 0,
  cell: (object) => object.metadata.name,
};

function cellOf(type: string, value: unknown, now: number): Cell {
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? ageOf(value, now) : null;
    case 'string':
      return cellText(value);
    default:
      return null;
  }
}

function columnOf(spec: PrinterColumnSpec): TableColumn {
  const find = compileJsonPath(spec.jsonPath);
  return {
    name: spec.name,
    type: spec.type as TableColumn['type'],
    format: spec.format ?? '',
    description:
      spec.description === undefined || spec.description === ''
        ? `Custom resource definition column (in JSONPath format): ${spec.jsonPath}`
        : spec.description,
    priority: spec.priority ?? 0,
    cell: (object: KubeObject, now) => {
      const found = find(object);
      return found.length === 0 ? null : cellOf(spec.type, found[0], now);
    },
  };
}

/**
 * The columns of a custom resource's Table: the name first, then those of its CRD, or the age where it has none. A path that finds nothing
 * or a value of another type than the column's leaves the cell null. Throws SyntaxError where a path cannot be read.
 */
export function printerColumns(columns: readonly PrinterColumnSpec[]): readonly TableColumn[] {
  return [NAME_COLUMN, ...(columns.length === 0 ? [AGE] : columns).map(columnOf)];
}
