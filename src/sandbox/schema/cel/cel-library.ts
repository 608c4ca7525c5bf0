import { type CelType, typeOfText, typesOfText } from './cel-type.ts';

/** One form of a function. */
export interface CelOverload {
  readonly isMember: boolean;
  /** With the receiver first. */
  readonly args: readonly CelType[];
  readonly result: CelType;
  readonly run: (...args: never[]) => unknown;
}

/** A type that a library brings: the values are instances of a class. */
export interface CelClass {
  readonly name: string;
  readonly isInstance: (value: unknown) => boolean;
  readonly isSame: (left: never, right: never) => boolean;
}

/** The functions and types that expressions can use. */
export interface CelLibrary {
  /** `name(int): string`, or `string.name(int): bool` for a member. */
  add(declaration: string, run: (...args: never[]) => unknown): void;
  /** A function under a dotted name: `sets.contains(list, list): bool`. */
  addNamespaced(declaration: string, run: (...args: never[]) => unknown): void;
  /** An operator under cel-go's name: `_+_` with `int, int): int`. */
  addOperator(name: string, types: string, run: (...args: never[]) => unknown): void;
  addType<T extends object>(name: string, type: abstract new (...args: never[]) => T, isSame: (left: T, right: T) => boolean): void;
  overloads(name: string): readonly CelOverload[];
  classOf(value: unknown): CelClass | undefined;
}

const MEMBER = /^([\w.]+(?:<.*?>)?)\.(\w+)\((.*)\): (.*)$/;
const GLOBAL = /^([\w.]+)\((.*)\): (.*)$/;

/** A library without functions. */
export function createCelLibrary(): CelLibrary {
  const functions = new Map<string, CelOverload[]>();
  const classes: CelClass[] = [];
  const put = (name: string, overload: CelOverload): void => {
    const known = functions.get(name);
    if (known === undefined) functions.set(name, [overload]);
    else known.push(overload);
  };
  const addNamespaced = (declaration: string, run: (...args: never[]) => unknown): void => {
    const [, name = '', args = '', result = ''] = GLOBAL.exec(declaration) ?? [];
    put(name, { isMember: false, args: typesOfText(args), result: typeOfText(result), run });
  };
  return {
    add(declaration, run) {
      const match = MEMBER.exec(declaration);
      if (match === null) return addNamespaced(declaration, run);
      const [, receiver = '', name = '', args = '', result = ''] = match;
      put(name, { isMember: true, args: [typeOfText(receiver), ...typesOfText(args)], result: typeOfText(result), run });
    },
    addNamespaced,
    addOperator: (name, types, run) => {
      const [args = '', result = ''] = types.split('): ');
      put(name, { isMember: false, args: typesOfText(args), result: typeOfText(result), run });
    },
    addType: (name, type, isSame) => {
      classes.push({ name, isInstance: (value) => value instanceof type, isSame });
    },
    overloads: (name) => functions.get(name) ?? [],
    classOf: (value) => classes.find(({ isInstance }) => isInstance(value)),
  };
}
