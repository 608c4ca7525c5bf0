import type { Schema } from '../../kernel/kind-definition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';

/** The stored status; undefined where there is none yet, or where it does not fit (upstream's operator wrote it). */
export function storedStatus<Status>(schema: Schema<Status>, primary: KubeObject): Status | undefined {
  const { status } = primary;
  if (status === undefined) return undefined;
  const parsed = schema.safeParse(status);
  return parsed.success ? parsed.data : undefined;
}
