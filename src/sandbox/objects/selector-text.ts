import { isJsonObject } from '../../kernel/json.ts';

interface Requirement {
  readonly key: string;
  readonly text: string;
}

function requirementOf(expression: unknown): readonly Requirement[] {
  if (!isJsonObject(expression)) return [];
  const { key, operator, values } = expression;
  if (typeof key !== 'string') return [];
  const list = Array.isArray(values) ? values.map(String).toSorted().join(',') : '';
  switch (operator) {
    case 'In':
      return [{ key, text: `${key} in (${list})` }];
    case 'NotIn':
      return [{ key, text: `${key} notin (${list})` }];
    case 'Exists':
      return [{ key, text: key }];
    case 'DoesNotExist':
      return [{ key, text: `!${key}` }];
    default:
      return [];
  }
}

/** A `LabelSelector` in the form of query parameters: `app=x,tier in (a,b)`, sorted by key. */
export function selectorText(selector: unknown): string {
  if (!isJsonObject(selector)) return '';
  const { matchLabels, matchExpressions } = selector;
  const labels = isJsonObject(matchLabels) ? Object.entries(matchLabels) : [];
  const requirements = [
    ...labels.map(([key, value]) => ({ key, text: `${key}=${String(value)}` })),
    ...(Array.isArray(matchExpressions) ? matchExpressions.flatMap(requirementOf) : []),
  ];
  return requirements
    .toSorted((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',');
}
