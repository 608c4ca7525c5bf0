import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import type { ClaimTerms } from '../shared/claim-terms.ts';

/** Everything that the children of one MaiaInstance are made from. */
export interface InstanceValues {
  readonly name: string;
  readonly namespace: string;
  /** With defaults filled in. */
  readonly spec: MaiaInstanceSpec;
  readonly dataClaim: ClaimTerms;
  /** Present where backups are on and their volume may be mounted. */
  readonly backupClaim?: ClaimTerms;
  /** Checksums of the Secrets' values, by what they are for; absent where a value is not known. */
  readonly secretChecksums: Readonly<Partial<Record<SecretPurpose, string>>>;
  /** The TLS Secret brings the certificate of its own authority (`ca.crt`). */
  readonly tlsHasAuthority: boolean;
}

/** What the server uses a Secret for. */
export type SecretPurpose = 'api-key' | 'openai' | 'tls';
