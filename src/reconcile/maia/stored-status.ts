import type { KubeObject } from '../../kernel/kube-object.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import { maiaInstanceStatus } from '../../kinds/maia/instance-status.ts';

/** The stored status of an object whose spec may be anything; an empty one where it does not fit the schema. */
export function storedStatus(primary: KubeObject): MaiaInstanceStatus {
  const parsed = maiaInstanceStatus.safeParse(primary['status'] ?? {});
  return parsed.success ? parsed.data : maiaInstanceStatus.parse({});
}
