import type { Manifest } from '../../kernel/kube-object.ts';
import type { ClaimTerms } from '../shared/claim-terms.ts';
import { volumeClaim } from '../shared/volume-claim.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';

/** The claim on the volume with the backups. It outlives the instance. */
export function backupClaim(values: Pick<InstanceValues, 'name' | 'namespace'>, terms: ClaimTerms): Manifest {
  return volumeClaim(maiaMetadata(values, childNames.backup(values.name), 'backup'), terms);
}
