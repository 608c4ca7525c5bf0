import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Reading } from '../read-objects.ts';
import type { Target } from '../targets.ts';

/** What happened to an object. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** What was read of a target: its objects, and what a view needs beside them. */
export type ViewReading = Reading & { readonly objects: readonly KubeObject[] };

/** One way to show objects. */
export interface View {
  read(target: Target): Promise<ViewReading>;
  /** The text of all that was read; empty where there is nothing to say. */
  all(results: readonly { readonly target: Target; readonly result: ViewReading }[]): Promise<string>;
  /** The text of what is there at the start of a watch. */
  start(results: readonly { readonly target: Target; readonly result: ViewReading }[]): Promise<string>;
  /** The text of one change; empty where it is shown already. */
  change(target: Target, change: Change): Promise<string>;
}
