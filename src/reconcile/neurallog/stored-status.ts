import type { KubeObject } from '../../kernel/kube-object.ts';
import { tenantStatus, type TenantStatus } from '../../kinds/neurallog/tenant-status.ts';

/** The stored status of an object whose spec may be anything; an empty one where it does not fit the schema. */
export function storedStatus(primary: KubeObject): TenantStatus {
  const parsed = tenantStatus.safeParse(primary['status'] ?? {});
  return parsed.success ? parsed.data : tenantStatus.parse({});
}
