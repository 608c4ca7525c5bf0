import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';

/** Keeps a deleted instance until its volumes are deleted too. */
export const INSTANCE_FINALIZER = 'abi.io/finalizer';

/** Whether the volumes outlive the instance. The policy also counts for volumes that are switched off by now. */
export function keepsVolumes({ storage }: AbiInstanceSpec): boolean {
  return storage?.retentionPolicy !== 'Delete';
}
