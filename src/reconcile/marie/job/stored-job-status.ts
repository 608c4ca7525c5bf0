import type { KubeObject } from '../../../kernel/kube-object.ts';
import { marieJobStatus, type MarieJobStatus } from '../../../kinds/marie/job-status.ts';

/** The stored status of a job; an empty one where it does not fit the schema. */
export function storedJobStatus(primary: KubeObject): MarieJobStatus {
  const parsed = marieJobStatus.safeParse(primary['status'] ?? {});
  return parsed.success ? parsed.data : marieJobStatus.parse({});
}
