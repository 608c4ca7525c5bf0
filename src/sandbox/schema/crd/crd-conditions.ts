import { timestamp } from '../../../kernel/clock.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { sameValue } from '../../values/same-value.ts';
import { conditionsOf, type CrdCondition, type CrdNames, namesOf } from './crd-parts.ts';
import { objectIn } from '../../values/read-values.ts';

/** A condition before it is dated. */
export type NewCondition = Omit<CrdCondition, 'lastTransitionTime'>;

/** Conditions with one more, or one changed: its date moves with its status only. */
export function withCondition(conditions: readonly CrdCondition[], next: NewCondition, now: number): readonly CrdCondition[] {
  const before = conditions.find(({ type }) => type === next.type);
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : timestamp(now);
  const { type, status, reason, message } = next;
  const dated: CrdCondition = { type, status, lastTransitionTime, reason, message };
  return before === undefined ? [...conditions, dated] : conditions.map((one) => (one === before ? dated : one));
}

function acceptedOf(names: CrdNames): JsonObject {
  return {
    plural: names.plural,
    ...(names.singular === '' ? {} : { singular: names.singular }),
    ...(names.shortNames.length === 0 ? {} : { shortNames: names.shortNames }),
    kind: names.kind,
    ...(names.listKind === '' ? {} : { listKind: names.listKind }),
    ...(names.categories.length === 0 ? {} : { categories: names.categories }),
  };
}

function aggregate(texts: readonly string[]): string {
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

/** Names that other definitions of the group have. */
interface TakenNames {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

/** The names that definitions have been given. */
export function takenNames(crds: readonly JsonObject[]): TakenNames {
  const all = crds.map((crd) => namesOf(objectIn(crd['status'])['acceptedNames']));
  return {
    resources: new Set(all.flatMap(({ plural, singular, shortNames }) => [plural, singular, ...shortNames]).filter((name) => name !== '')),
    kinds: new Set(all.flatMap(({ kind, listKind }) => [kind, listKind]).filter((name) => name !== '')),
  };
}

/** Which names a definition gets, and what is said of them (apiextensions, `NamingConditionController`). */
export function decideNames(crd: JsonObject, taken: TakenNames): { readonly acceptedNames: JsonObject; readonly condition: NewCondition } {
  const wanted = namesOf(objectIn(crd['spec'])['names']);
  const current = namesOf(objectIn(crd['status'])['acceptedNames']);
  const accepted: { -readonly [Key in keyof CrdNames]: CrdNames[Key] } = { ...current, categories: wanted.categories };
  let condition: NewCondition = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  const isFree = (name: string, own: string, used: ReadonlySet<string>): boolean => name === own || !used.has(name);
  const refuse = (reason: string, names: readonly string[]): void => {
    condition = { type: 'NamesAccepted', status: 'False', reason, message: aggregate(names.map((name) => `"${name}" is already in use`)) };
  };
  const decide = (name: 'plural' | 'singular' | 'kind' | 'listKind', reason: string, used: ReadonlySet<string>): void => {
    if (isFree(wanted[name], current[name], used)) accepted[name] = wanted[name];
    else refuse(reason, [wanted[name]]);
  };
  decide('plural', 'PluralConflict', taken.resources);
  decide('singular', 'SingularConflict', taken.resources);
  if (!sameValue(wanted.shortNames, current.shortNames)) {
    const inUse = wanted.shortNames.filter((name) => !current.shortNames.includes(name) && taken.resources.has(name));
    if (inUse.length === 0) accepted.shortNames = wanted.shortNames;
    else refuse('ShortNamesConflict', inUse);
  }
  decide('kind', 'KindConflict', taken.kinds);
  decide('listKind', 'ListKindConflict', taken.kinds);
  return { acceptedNames: acceptedOf(accepted), condition };
}

/** The conditions of a definition after its names were decided. */
export function namedConditions(crd: JsonObject, names: NewCondition, now: number): readonly CrdCondition[] {
  const conditions = withCondition(conditionsOf(crd), names, now);
  const established = conditions.find(({ type }) => type === 'Established');
  if (established?.status === 'True') return conditions;
  const next: NewCondition =
    names.status === 'True'
      ? { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }
      : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
  return withCondition(conditions, next, now);
}
