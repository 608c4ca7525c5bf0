import type { KubeObject } from '../../kernel/kube-object.ts';

/** One column of a server-side Table (`meta.k8s.io/v1`, `TableColumnDefinition`). */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** `name` marks the column that holds the object's name. */
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, greater only with `-o wide`. */
  readonly priority: number;
  /** The cell of an object; null where it has no value. `now` in milliseconds since the epoch, for ages. */
  cell(object: KubeObject, now: number): string | number | boolean | null;
}
