import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import type { VolumeTerms } from './volume-terms.ts';

export type WorkloadKind = 'Deployment' | 'StatefulSet';

/** What the server uses a Secret for. */
export type SecretPurpose = 'openai' | 'anthropic' | 'huggingface';

/** Everything that the children of one AbiInstance are made from. */
export interface InstanceValues {
  readonly name: string;
  readonly namespace: string;
  /** With defaults filled in. */
  readonly spec: AbiInstanceSpec;
  /** The workload that is wanted. */
  readonly workload: WorkloadKind;
  /** Pods of the workload. */
  readonly replicas: number;
  /** Terms of the volumes; absent where data is not kept. */
  readonly volume?: VolumeTerms;
  /** On the claims of a StatefulSet: whose they are (see `OWNER_ANNOTATION`). */
  readonly ownerPath: string;
  /** Checksums of the Secrets' values, by what they are for; absent where a value is not known. */
  readonly secretChecksums: Readonly<Partial<Record<SecretPurpose, string>>>;
  readonly overrides: PodOverrides;
}

/** What annotations of the instance change in its pods. */
export interface PodOverrides {
  readonly livenessPath: string;
  readonly readinessPath: string;
  /** Arguments of the container; absent: those of the image. */
  readonly args?: readonly string[];
}
