import type { JsonObject } from '../../kernel/json.ts';

/**
 * Turns objects into text in one format, with the values of Secrets hidden. It remembers what it printed: YAML documents are told apart, and
 * columns keep their headers and widths.
 */
export interface ObjectPrinter {
  /** The text of an object, of a `v1` List (whose items are printed one by one in formats with a line for each), or of the next event of a watch. */
  print(object: JsonObject): Promise<string>;
}

/** What all formats share. */
export interface PrinterOptions {
  /** Header line of custom columns. Default true. */
  readonly headers?: boolean;
  /** Keep `metadata.managedFields` in JSON and YAML. Default false. */
  readonly managedFields?: boolean;
  /** JSON on one line: for streams of events. Default false. */
  readonly compact?: boolean;
}

/** The items of a `v1` List, and of Lists in it; the object itself where it is none. */
export function itemsOf(object: JsonObject): readonly JsonObject[] {
  if (object['kind'] !== 'List' || !Array.isArray(object['items'])) return [object];
  return (object['items'] as readonly JsonObject[]).flatMap(itemsOf);
}
