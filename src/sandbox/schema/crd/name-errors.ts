import type { FieldError } from '../../failures/field-error.ts';
import { childPath, invalidValue, keyPath, requiredValue } from '../../failures/field-complaints.ts';
import { dns1035LabelProblem } from '../../values/name-rules.ts';
import { namesOf } from './crd-parts.ts';

/** What is wrong with names of a definition, of its spec or its status. */
export function nameErrors(value: unknown, path: string): readonly FieldError[] {
  const { plural, singular, kind, listKind, shortNames, categories } = namesOf(value);
  const errors: FieldError[] = [];
  const check = (text: string, place: string, shown = text, prefix = ''): void => {
    const problem = text === '' ? undefined : dns1035LabelProblem(text);
    if (problem !== undefined) errors.push(invalidValue(place, shown, `${prefix}${problem}`));
  };
  const mixed = 'may have mixed case, but should otherwise match: ';
  check(plural, childPath(path, 'plural'));
  check(singular, childPath(path, 'singular'));
  check(kind.toLowerCase(), childPath(path, 'kind'), kind, mixed);
  check(listKind.toLowerCase(), childPath(path, 'listKind'), listKind, mixed);
  shortNames.forEach((name, index) => check(name, keyPath(childPath(path, 'shortNames'), index)));
  if (kind !== '' && kind === listKind)
    errors.push(invalidValue(childPath(path, 'listKind'), listKind, 'kind and listKind may not be the same'));
  categories.forEach((name, index) => check(name, keyPath(childPath(path, 'categories'), index)));
  return errors;
}

/** Names that the spec must have. */
export function missingNameErrors(value: unknown, path: string): readonly FieldError[] {
  const names = namesOf(value);
  const wanted = ['plural', 'singular', 'kind', 'listKind'] as const;
  return wanted.filter((name) => names[name] === '').map((name) => requiredValue(childPath(path, name)));
}
