import { maiaInstanceSpec } from '../../src/kinds/maia/instance-spec.ts';
import type { InstanceValues } from '../../src/templates/maia/instance-values.ts';

/** Template values of an instance `apps/notes`: new volumes, no Secret known. */
export function maiaValues(spec: unknown, more: Partial<InstanceValues> = {}): InstanceValues {
  const complete = maiaInstanceSpec.parse(spec);
  const { backup, storage } = complete;
  return {
    name: 'notes',
    namespace: 'apps',
    spec: complete,
    dataClaim: { size: storage.size, refusals: [] },
    ...(backup.enabled ? { backupClaim: { size: backup.storageSize, refusals: [] } } : {}),
    secretChecksums: {},
    tlsHasAuthority: false,
    ...more,
  };
}
