import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { behind, isMember, type FieldTrie } from './field-trie.ts';

function keepersBehind(keepers: readonly FieldTrie[], step: string): readonly FieldTrie[] {
  return keepers.map((keeper) => behind(keeper, step)).filter((node) => node !== undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether an entry of a list is the one that a step names. */
function isNamed(item: unknown, step: string): boolean {
  const wanted = parsed(step.slice(2));
  if (step.startsWith('v:')) return JSON.stringify(item) === JSON.stringify(wanted);
  if (!step.startsWith('k:') || !isJsonObject(item) || !isJsonObject(wanted)) return false;
  return Object.entries(wanted).every(([key, value]) => item[key] === value);
}

function fromList(list: readonly unknown[], fields: FieldTrie, keepers: readonly FieldTrie[]): readonly unknown[] {
  const steps = Object.keys(fields).filter((step) => step !== '.');
  return list.flatMap((item): readonly unknown[] => {
    const step = steps.find((candidate) => isNamed(item, candidate));
    if (step === undefined) return [item];
    const [node, kept] = [behind(fields, step) ?? {}, keepersBehind(keepers, step)];
    // An entry that was only written into is not theirs to take away.
    return kept.length === 0 && isMember(node) ? [] : [removeFields(item, node, kept)];
  });
}

function fromObject(object: JsonObject, fields: FieldTrie, keepers: readonly FieldTrie[]): JsonObject {
  const entries = Object.entries(object).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
    const node = behind(fields, `f:${name}`);
    if (node === undefined) return [[name, value]];
    const kept = keepersBehind(keepers, `f:${name}`);
    if (kept.length > 0) return [[name, removeFields(value, node, kept)]];
    return [];
  });
  return Object.fromEntries(entries);
}

/**
 * What server-side apply leaves of a value when its manager no longer names `fields`: gone is what none of the `keepers` has, with everything
 * below it. Lists that are owned as a whole are kept or dropped as a whole.
 */
export function removeFields(value: unknown, fields: FieldTrie, keepers: readonly FieldTrie[]): unknown {
  if (Array.isArray(value)) return fromList(value, fields, keepers);
  return isJsonObject(value) ? fromObject(value, fields, keepers) : value;
}
