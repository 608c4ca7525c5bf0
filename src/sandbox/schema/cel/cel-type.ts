/** A type of CEL as Kubernetes uses it. */
export type CelType =
  | { readonly kind: 'dyn' }
  /** A scalar, or a type of a library: `kubernetes.Quantity`. */
  | { readonly kind: 'simple'; readonly name: string }
  | { readonly kind: 'list'; readonly items: CelType }
  | { readonly kind: 'map'; readonly keys: CelType; readonly values: CelType }
  | { readonly kind: 'optional'; readonly inner: CelType }
  /** An object of a schema: its fields are known. */
  | { readonly kind: 'object'; readonly fields: () => ReadonlyMap<string, CelType> }
  /** A parameter of a declaration: `T`. */
  | { readonly kind: 'param'; readonly name: string };

export const DYN: CelType = { kind: 'dyn' };

/** A scalar or library type. */
export function simpleType(name: string): CelType {
  return { kind: 'simple', name };
}

export const BOOL: CelType = simpleType('bool');
export const INT: CelType = simpleType('int');
export const STRING: CelType = simpleType('string');
export const NULL: CelType = simpleType('null');

function splitTop(text: string): readonly string[] {
  const parts: string[] = [];
  let [depth, part] = [0, ''];
  for (const letter of text) {
    if (letter === '<') depth += 1;
    if (letter === '>') depth -= 1;
    if (letter === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += letter;
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}

/** The type that a text in a declaration names: `list<T>`, `map<string, dyn>`, `int`. */
export function typeOfText(text: string): CelType {
  const [, name = text, inner] = /^(\w+)<(.*)>$/.exec(text) ?? [];
  const [first = DYN, second = DYN] = (inner === undefined ? [] : splitTop(inner)).map(typeOfText);
  if (name === 'dyn') return DYN;
  if (name === 'list') return { kind: 'list', items: first };
  if (name === 'map') return { kind: 'map', keys: first, values: second };
  if (name === 'optional') return { kind: 'optional', inner: first };
  return /^[A-Z]$/.test(name) ? { kind: 'param', name } : simpleType(name);
}

/** The types in the brackets of a declaration. */
export function typesOfText(text: string): readonly CelType[] {
  return splitTop(text).map(typeOfText);
}

/** A type as cel-go writes it in messages. */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case 'simple':
      return type.name;
    case 'list':
      return `list(${typeText(type.items)})`;
    case 'map':
      return `map(${typeText(type.keys)}, ${typeText(type.values)})`;
    case 'optional':
      return `optional_type(${typeText(type.inner)})`;
    case 'param':
      return type.name;
    case 'object':
      return 'object';
    case 'dyn':
      return 'dyn';
  }
}
