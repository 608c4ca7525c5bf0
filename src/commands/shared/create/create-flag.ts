/** A field of `spec` with the value it is to have. */
export interface SpecField {
  /** From `spec` on: `['image', 'tag']`, `['apiKeys', 0, 'name']`. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * A flag of `create` for one kind, beside those that are generated from its schema: a shorter name for one field (`path`: the value is read
 * as the schema says), or one that means several (`fields`, which is given the object's name too, and may throw a usage error).
 */
export type CreateFlag = {
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  readonly helpValue?: string;
  /** May be repeated. */
  readonly multiple?: true;
  /** It takes no value: what it means is given `true`, or after `--no-…` `false`. */
  readonly isSwitch?: true;
} & ({ readonly path: readonly string[] } | { fields(values: readonly string[], objectName: string): readonly SpecField[] });
