import type { JsonObject } from '../../../src/kernel/json.ts';

/** A field with a schema, a value for it, and the causes with which the server refuses it: `reason | field | message`. */
export interface FieldCase {
  /** What it is about: the name of the field under `spec`. */
  readonly name: string;
  readonly schema: JsonObject;
  readonly value: unknown;
  /** None: the server takes it. `$` stands for the path of the field (but not before a quote, where patterns end). */
  readonly causes: readonly string[];
}

/** A case whose value the server takes. */
export function taken(name: string, schema: JsonObject, value: unknown): FieldCase {
  return { name, schema, value, causes: [] };
}

/** A case whose value the server refuses. */
export function refused(name: string, schema: JsonObject, value: unknown, ...causes: readonly string[]): FieldCase {
  return { name, schema, value, causes };
}

/** The causes of a case with its path put in. */
export function causesOfCase({ name, causes }: FieldCase): readonly string[] {
  return causes.map((cause) => cause.replaceAll(/\$(?!')/g, `spec.${name}`));
}
