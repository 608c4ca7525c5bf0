import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';

/**
 * A set of fields as `fieldsV1` of the Kubernetes API writes it. Steps are `f:<name>`, `k:<JSON of the keys>` (an entry of a list that has keys),
 * `v:<JSON>` (an entry of a set) and `i:<index>`; `.` says that the node itself is in the set. A leaf is in the set.
 */
export type FieldTrie = JsonObject;

/** What is behind a step; undefined where the step is not there. */
export function behind(trie: FieldTrie, step: string): FieldTrie | undefined {
  const node = trie[step];
  return isJsonObject(node) ? node : undefined;
}

/** Whether a node is itself in the set. */
export function isMember(node: FieldTrie): boolean {
  return '.' in node || Object.keys(node).length === 0;
}

/** Every field of one of both. */
export function unionOf(left: FieldTrie, right: FieldTrie): FieldTrie {
  // A leaf says "this field"; beside a node with fields behind it that must be written out.
  const marked = (node: FieldTrie): FieldTrie => (Object.keys(node).length === 0 ? { '.': {} } : node);
  const steps = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const joined = (one: FieldTrie | undefined, other: FieldTrie | undefined): FieldTrie => {
    if (one === undefined || other === undefined) return one ?? other ?? {};
    const bothLeaves = Object.keys(one).length === 0 && Object.keys(other).length === 0;
    return bothLeaves ? {} : unionOf(marked(one), marked(other));
  };
  return Object.fromEntries(steps.map((step) => [step, step === '.' ? {} : joined(behind(left, step), behind(right, step))]));
}
