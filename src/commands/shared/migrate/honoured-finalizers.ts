import type { SystemId } from '../../../kernel/kind-definition.ts';

/** The finalizers, upstream's names among them, that our operators remove once their work is done (KAOS': at first sight). */
export const HONOURED_FINALIZERS: Readonly<Record<SystemId, readonly string[]>> = {
  maia: ['maia.cuemby.com/finalizer', 'maia.cuemby.com/tenant-finalizer'],
  abi: ['abi.io/finalizer'],
  neurallog: ['neurallog.io/finalizer'],
  kaos: ['kaos.tools/agent-finalizer', 'kaos.tools/modelapi-finalizer', 'kaos.tools/mcpserver-finalizer'],
  marie: ['marie.ai/mariejob-finalizer'],
};

/** Kubernetes removes these itself. */
const OF_KUBERNETES: readonly string[] = ['foregroundDeletion', 'orphan'];

/** Whether a finalizer on an object of a system goes without anybody's help when the object is deleted. */
export function isHonoured(system: SystemId, finalizer: string): boolean {
  return HONOURED_FINALIZERS[system].includes(finalizer) || OF_KUBERNETES.includes(finalizer);
}
