import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { ageOf } from '../../tables/human-duration.ts';
import { labelsIn, listIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';

type Cell = TableColumn['cell'];

/** A column with a text of our own as description. */
export function column(name: string, cell: Cell, more: Partial<Pick<TableColumn, 'type' | 'priority' | 'format'>> = {}): TableColumn {
  return { name, type: 'string', format: '', description: `${name} of the object.`, priority: 0, ...more, cell };
}

/** A column that is shown with `-o wide` only. */
export function wide(name: string, cell: Cell): TableColumn {
  return column(name, cell, { priority: 1 });
}

/** A column of whole numbers. */
export function integer(name: string, cell: Cell): TableColumn {
  return column(name, cell, { type: 'integer' });
}

/** The column of names. */
export const NAME: TableColumn = column('Name', ({ metadata }) => metadata.name, { format: 'name' });

/** The column of ages. */
export const AGE: TableColumn = column('Age', ({ metadata }, now) => ageOf(metadata.creationTimestamp, now));

/** The column that types without an age have. */
export const CREATED_AT: TableColumn = column('Created At', ({ metadata }) => metadata.creationTimestamp, { type: 'date' });

/** What stands where there is nothing. */
export const NONE = '<none>';

/** A list as one cell; `<none>` for an empty one. */
export function listed(texts: readonly string[], separator = ','): string {
  return texts.length === 0 ? NONE : texts.join(separator);
}

/** Labels as `a=b,c=d`. */
export function labelText(labels: unknown): string {
  return listed(
    Object.entries(labelsIn(labels))
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, value]) => `${key}=${value}`),
  );
}

function expressionText(expression: Readonly<Record<string, unknown>>): string {
  const key = textIn(expression['key']);
  const values = textsIn(expression['values']).toSorted().join(',');
  switch (expression['operator']) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}

/** A label selector as kubectl writes it. */
export function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = objectIn(selector);
  const terms = [
    ...Object.entries(labelsIn(matchLabels)).map(([key, value]) => ({ key, text: `${key}=${value}` })),
    ...listIn(matchExpressions).map((one) => ({ key: textIn(one['key']), text: expressionText(one) })),
  ];
  return listed(terms.toSorted((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key))).map(({ text }) => text));
}

/** The containers of a pod's spec: names and images, each as a wide column. */
export function containerColumns(podSpecOf: (object: KubeObject) => Readonly<Record<string, unknown>>): readonly TableColumn[] {
  const texts = (object: KubeObject, field: string): string =>
    listIn(podSpecOf(object)['containers'])
      .map((one) => textIn(one[field]))
      .join(',');
  return [wide('Containers', (object) => texts(object, 'name')), wide('Images', (object) => texts(object, 'image'))];
}

/** The pod spec in an object's template. */
export function templatePodSpec(object: KubeObject): Readonly<Record<string, unknown>> {
  return objectIn(objectIn(objectIn(object['spec'])['template'])['spec']);
}
