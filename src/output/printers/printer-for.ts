import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { OutputSpec } from '../output-spec.ts';
import { resourceName } from '../resource-line.ts';
import { withoutManagedFields } from '../without-managed-fields.ts';
import { itemsOf } from './object-printer.ts';
import type { ObjectPrinter, PrinterOptions } from './object-printer.ts';

/** The formats of {@link OutputSpec} but tables, which need the server's columns. */
export type ObjectFormat = Exclude<OutputSpec, { is: 'table' | 'wide' }>;

/** Whether a format is a table. */
export function isTable(format: OutputSpec): format is Exclude<OutputSpec, ObjectFormat> {
  return format.is === 'table' || format.is === 'wide';
}

async function jsonPrinter({ managedFields = false, compact = false }: PrinterOptions): Promise<ObjectPrinter> {
  const { toJson, toJsonLine } = await import('../print-object.ts');
  const write = compact ? toJsonLine : toJson;
  return { print: async (object) => await Promise.resolve(write(managedFields ? object : withoutManagedFields(object))) };
}

async function yamlPrinter({ managedFields = false }: PrinterOptions): Promise<ObjectPrinter> {
  const { toYaml } = await import('../print-object.ts');
  let printed = 0;
  return {
    print: async (object) => {
      printed += 1;
      return await Promise.resolve(`${printed > 1 ? '---\n' : ''}${toYaml(managedFields ? object : withoutManagedFields(object))}`);
    },
  };
}

/** Of an event, the name of its object. */
function namePrinter(): ObjectPrinter {
  const nameOf = (object: object): string => {
    const inner: unknown = 'kind' in object ? object : (object as { readonly object?: unknown }).object;
    return isJsonObject(inner) ? `${resourceName(inner as KubeObject)}\n` : '';
  };
  return { print: async (object) => await Promise.resolve(itemsOf(object).map(nameOf).join('')) };
}

/**
 * The printer for a format. Reading what is not needed for it (YAML, JSONPath) is left out. Throws a usage error for a template or columns that
 * cannot be read.
 */
export async function printerFor(format: ObjectFormat, options: PrinterOptions = {}): Promise<ObjectPrinter> {
  switch (format.is) {
    case 'json':
      return await jsonPrinter(options);
    case 'yaml':
      return await yamlPrinter(options);
    case 'name':
      return namePrinter();
    case 'jsonpath':
    case 'jsonpath-as-json': {
      const { templatePrinter } = await import('./template-printer.ts');
      return templatePrinter(format.argument, format.is === 'jsonpath-as-json');
    }
    case 'custom-columns': {
      const { columnsPrinter } = await import('./columns-printer.ts');
      return columnsPrinter(format.argument, options);
    }
  }
}
