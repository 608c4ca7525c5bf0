import type { KubeObject } from '../../../kernel/kube-object.ts';
import { maiaTenantStatus, type MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';

/** The stored status of a tenant; an empty one where it does not fit the schema. */
export function storedTenantStatus(primary: KubeObject): MaiaTenantStatus {
  const parsed = maiaTenantStatus.safeParse(primary['status'] ?? {});
  return parsed.success ? parsed.data : maiaTenantStatus.parse({});
}
