import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { behind, type FieldTrie } from './field-trie.ts';
import { removeFields } from './remove-fields.ts';

/** What the managed fields of an object say about the lists and maps below a place in it. */
type Shape = readonly FieldTrie[];

function shapeBehind(shape: Shape, step: string): Shape {
  return shape.map((trie) => behind(trie, step)).filter((node) => node !== undefined);
}

function keysOf(step: string): JsonObject | undefined {
  const keys: unknown = step.startsWith('k:') ? JSON.parse(step.slice(2)) : undefined;
  return isJsonObject(keys) ? keys : undefined;
}

/** The steps of a list whose entries have keys, as far as somebody owns them. */
function keyedSteps(shape: Shape): readonly string[] {
  return [...new Set(shape.flatMap((trie) => Object.keys(trie).filter((step) => step.startsWith('k:'))))];
}

/** A key that a manifest leaves out has its default, which the entry of that step has: `protocol: TCP`. */
function stepFor(item: unknown, steps: readonly string[]): string | undefined {
  if (!isJsonObject(item)) return undefined;
  return steps.find((step) => Object.entries(keysOf(step) ?? {}).every(([key, value]) => item[key] === undefined || item[key] === value));
}

/** Lists and maps that are owned as a whole: nobody has a field inside. */
function isAtomic(shape: Shape): boolean {
  return shape.length > 0 && shape.every((trie) => Object.keys(trie).length === 0);
}

/** The fields of a manifest as managed fields write them, where the object has them. */
function fieldsOf(value: unknown, shape: Shape): FieldTrie {
  if (isAtomic(shape)) return {};
  if (isJsonObject(value)) {
    const inner = Object.entries(value).map(([name, child]) => [`f:${name}`, fieldsOf(child, shapeBehind(shape, `f:${name}`))] as const);
    return { '.': {}, ...Object.fromEntries(inner) };
  }
  const steps = keyedSteps(shape);
  if (!Array.isArray(value) || steps.length === 0) return {};
  const inner = value.flatMap((item: unknown) => {
    const step = stepFor(item, steps);
    return step === undefined ? [] : [[step, fieldsOf(item, shapeBehind(shape, step))] as const];
  });
  return { '.': {}, ...Object.fromEntries(inner) };
}

function mergedList(base: readonly unknown[], own: readonly unknown[], shape: Shape): readonly unknown[] {
  const steps = keyedSteps(shape);
  if (steps.length === 0) return own;
  const left = [...own];
  const kept = base.map((item) => {
    const step = stepFor(item, steps);
    const at = left.findIndex((candidate) => step !== undefined && stepFor(candidate, [step]) === step);
    if (step === undefined || at < 0) return item;
    const [match] = left.splice(at, 1);
    return merged(item, match, shapeBehind(shape, step));
  });
  return [...kept, ...left];
}

function merged(base: unknown, own: unknown, shape: Shape): unknown {
  if (isAtomic(shape)) return own;
  if (Array.isArray(base) && Array.isArray(own)) return mergedList(base, own, shape);
  if (!isJsonObject(base) || !isJsonObject(own)) return own;
  const changed = Object.entries(own).map(([name, value]) => [name, merged(base[name], value, shapeBehind(shape, `f:${name}`))] as const);
  return { ...base, ...Object.fromEntries(changed) };
}

/**
 * What server-side apply makes of an object: `theirs` goes where neither the manifest nor `others` name it, and the manifest is laid over the rest.
 * Which lists have keys is read from the object's own managed fields; what nothing is known about is replaced. For where the server itself cannot be
 * asked, since the two things happen in one write and each alone is refused.
 */
export function emulatedApply(object: JsonObject, manifest: JsonObject, theirs: FieldTrie, others: readonly FieldTrie[]): JsonObject {
  const shape = [theirs, ...others];
  const base = removeFields(object, theirs, [...others, fieldsOf(manifest, shape)]);
  const result = merged(base, manifest, shape);
  return isJsonObject(result) ? result : object;
}
