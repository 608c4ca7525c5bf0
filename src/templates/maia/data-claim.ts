import type { Manifest } from '../../kernel/kube-object.ts';
import { volumeClaim } from '../shared/volume-claim.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';

/** The claim on the volume with the server's data. It goes with the instance. */
export function dataClaim(values: InstanceValues): Manifest {
  return volumeClaim(maiaMetadata(values, childNames.dataClaim(values.name), 'storage'), values.dataClaim);
}
