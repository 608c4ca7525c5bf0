/**
 * What the argv normaliser must know of a flag.
 *
 * `switch`: no value, or `=true|false`. `value`: the rest of the word, what follows `=`, or the next word. `optional`: only what
 * follows `=`; `bare` stands in where there is none. `level`: 0-9, or repeated, as `-v` is.
 */
export interface FlagShape {
  readonly name: string;
  readonly char?: string;
  /** Other long names. */
  readonly aliases?: readonly string[];
  readonly takes: 'switch' | 'value' | 'optional' | 'level';
  readonly bare?: string;
  readonly multiple?: boolean;
  /** A switch that is on by default: `--no-NAME` exists. */
  readonly negatable?: boolean;
}

/** The part of an oclif flag definition that a shape is made from. */
interface FlagLike {
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
}

/** How a flag's value may be left out: see `VALUE_FORMS`. */
interface ValueForm {
  readonly bare?: string;
  readonly level?: true;
}

function takes(flag: FlagLike, form: ValueForm): FlagShape['takes'] {
  if (flag.type === 'boolean') return 'switch';
  if (form.level === true) return 'level';
  return form.bare === undefined ? 'value' : 'optional';
}

/** The shapes of a command's oclif flags. */
export function shapesOf(flags: Readonly<Record<string, FlagLike>>, forms: Readonly<Record<string, ValueForm>>): readonly FlagShape[] {
  return Object.entries(flags).map(([name, flag]) => {
    const form = forms[name] ?? {};
    return {
      name,
      takes: takes(flag, form),
      ...(flag.char !== undefined && { char: flag.char }),
      ...(flag.aliases !== undefined && { aliases: flag.aliases }),
      ...(form.bare !== undefined && { bare: form.bare }),
      ...(flag.multiple === true && { multiple: true }),
      ...(flag.allowNo === true && { negatable: true }),
    };
  });
}
