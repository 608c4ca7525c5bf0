import { canonicalJson } from '../../../kernel/hash.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import type { CustomResourceDefinitionLike } from '../crd-object.ts';

/** What changes for stored objects when one definition takes the place of another. Paths begin with the version. */
export interface DefinitionDelta {
  /** Versions that the new one does not have. */
  readonly versions: readonly string[];
  /** Fields that the new one does not have. */
  readonly lost: readonly string[];
  /** `path: what` for fields of which the new one accepts less. */
  readonly tightened: readonly string[];
}

/** Keywords by which a higher number accepts less, and those by which a lower one does. */
const AT_LEAST: readonly string[] = ['minimum', 'minLength', 'minItems', 'minProperties'];
const AT_MOST: readonly string[] = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];

/** A longer pattern says nothing to anybody. */
const READABLE = 60;

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function rulesOf(schema: JsonObject): readonly string[] {
  const rules = schema['x-kubernetes-validations'];
  return Array.isArray(rules) ? rules.filter(isJsonObject).map((rule) => String(rule['rule'])) : [];
}

function isOpen(schema: JsonObject): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

function bounds(old: JsonObject, next: JsonObject): readonly string[] {
  const raised = (keyword: string, sign: 1 | -1): readonly string[] => {
    const [was, is] = [old[keyword], next[keyword]];
    if (typeof is !== 'number' || (typeof was === 'number' && is * sign <= was * sign)) return [];
    return [`${keyword} ${typeof was === 'number' ? `${String(was)} → ` : ''}${String(is)}`];
  };
  return [...AT_LEAST.flatMap((keyword) => raised(keyword, 1)), ...AT_MOST.flatMap((keyword) => raised(keyword, -1))];
}

/** In which words a schema accepts less than the one before it; what lies below it is not looked at. */
function tighterHere(old: JsonObject, next: JsonObject): readonly string[] {
  const found: string[] = [];
  const [was, is] = [old['type'], next['type']];
  if (typeof was === 'string' && typeof is === 'string' && was !== is) found.push(`type ${was} → ${is}`);
  if (old['x-kubernetes-int-or-string'] === true && next['x-kubernetes-int-or-string'] !== true) found.push('no longer a number or text');
  if (old['nullable'] === true && next['nullable'] !== true) found.push('may no longer be null');
  if (isOpen(old) && !isOpen(next)) found.push('keeps no unknown fields any more');
  if (Array.isArray(next['enum'])) {
    const allowed = next['enum'].map((value) => canonicalJson(value));
    if (!Array.isArray(old['enum'])) found.push(`only ${allowed.join(', ')}`);
    else {
      const gone = old['enum'].map((value) => canonicalJson(value)).filter((value) => !allowed.includes(value));
      if (gone.length > 0) found.push(`no longer ${gone.join(', ')}`);
    }
  }
  const { pattern } = next;
  if (typeof pattern === 'string' && pattern !== old['pattern'])
    found.push(pattern.length > READABLE ? 'must match a pattern' : `must match ${pattern}`);
  const demanded = strings(next['required']).filter((field) => !strings(old['required']).includes(field));
  if (demanded.length > 0) found.push(`needs ${demanded.join(', ')}`);
  const rules = rulesOf(next).filter((rule) => !rulesOf(old).includes(rule));
  if (rules.length > 0) found.push(`${String(rules.length)} more ${rules.length === 1 ? 'rule' : 'rules'}`);
  return [...found, ...bounds(old, next)];
}

interface Found {
  readonly versions: string[];
  readonly lost: string[];
  readonly tightened: string[];
}

function walk(old: JsonObject, next: JsonObject, path: string, found: Found): void {
  for (const what of tighterHere(old, next)) found.tightened.push(`${path}: ${what}`);
  const fields = isJsonObject(old['properties']) ? old['properties'] : {};
  const kept = isJsonObject(next['properties']) ? next['properties'] : {};
  for (const [name, child] of Object.entries(fields)) {
    const here = `${path}.${name}`;
    const other = kept[name];
    if (!isJsonObject(other)) {
      if (!isOpen(next) && !isJsonObject(next['additionalProperties'])) found.lost.push(here);
    } else if (isJsonObject(child)) walk(child, other, here, found);
  }
  for (const [keyword, mark] of [
    ['items', '[]'],
    ['additionalProperties', '{}'],
  ] as const) {
    const [before, after] = [old[keyword], next[keyword]];
    if (isJsonObject(before) && isJsonObject(after)) walk(before, after, `${path}${mark}`, found);
  }
}

function schemas({
  spec,
}: {
  readonly spec: { readonly versions: readonly { readonly name: string }[] };
}): ReadonlyMap<string, JsonObject> {
  return new Map(
    spec.versions.map((version) => {
      const { name, schema } = version as { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: unknown } };
      return [name, isJsonObject(schema?.openAPIV3Schema) ? schema.openAPIV3Schema : {}];
    }),
  );
}

/** What putting `next` in the place of `live` takes away: versions, fields, and values of fields. */
export function definitionDelta(live: Pick<CustomResourceDefinitionLike, 'spec'>, next: Manifest): DefinitionDelta {
  const found: Found = { versions: [], lost: [], tightened: [] };
  const ours = schemas(next as unknown as CustomResourceDefinitionLike);
  for (const [version, schema] of schemas(live)) {
    const other = ours.get(version);
    if (other === undefined) found.versions.push(version);
    else walk(schema, other, version, found);
  }
  return found;
}
