import type { V1LabelSelector, V1NodeSelectorTerm } from '@kubernetes/client-node';

type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function whole(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[+-]?\d{1,18}$/.test(text) ? BigInt(text) : undefined;
}

function meets(labels: Labels, { key, operator, values = [] }: Requirement): boolean {
  const has = Object.hasOwn(labels, key);
  const value = has ? labels[key] : undefined;
  if (operator === 'Exists') return has;
  if (operator === 'DoesNotExist') return !has;
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  const [left, right] = [whole(value), whole(values[0])];
  if (left === undefined || right === undefined) return false;
  return operator === 'Gt' ? left > right : operator === 'Lt' && left < right;
}

/** Whether labels match a selector; an absent one matches nothing, an empty one everything. */
export function matchesLabels(labels: Labels, selector: V1LabelSelector | undefined): boolean {
  if (selector === undefined) return false;
  const wanted = Object.entries(selector.matchLabels ?? {});
  return (
    wanted.every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value) &&
    (selector.matchExpressions ?? []).every((requirement) => meets(labels, requirement))
  );
}

/** Whether a node matches a term of a node affinity; an empty term matches none. */
export function matchesNode(node: { readonly name: string; readonly labels: Labels }, term: V1NodeSelectorTerm): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return false;
  const fields = { 'metadata.name': node.name };
  return matchExpressions.every((one) => meets(node.labels, one)) && matchFields.every((one) => meets(fields, one));
}
