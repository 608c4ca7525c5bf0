import type { KubeObject } from '../../kernel/kube-object.ts';
import { abiInstanceStatus, type AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';

/** The stored status of an object whose spec may be anything; an empty one where it does not fit the schema. */
export function storedStatus(primary: KubeObject): AbiInstanceStatus {
  const parsed = abiInstanceStatus.safeParse(primary['status'] ?? {});
  return parsed.success ? parsed.data : abiInstanceStatus.parse({});
}
