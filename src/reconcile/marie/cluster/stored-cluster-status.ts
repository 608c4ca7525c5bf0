import type { KubeObject } from '../../../kernel/kube-object.ts';
import { marieClusterStatus, type MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';

/** The stored status of an object whose spec may be anything; an empty one where it does not fit the schema. */
export function storedClusterStatus(primary: KubeObject): MarieClusterStatus {
  const parsed = marieClusterStatus.safeParse(primary['status'] ?? {});
  return parsed.success ? parsed.data : marieClusterStatus.parse({});
}
