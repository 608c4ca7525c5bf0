import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';

/** Everything that the children of one Tenant are made from. */
export interface TenantValues {
  readonly name: string;
  /** The tenant's namespace. */
  readonly namespace: string;
  /** With defaults filled in. */
  readonly spec: TenantSpec;
  /** Server and Redis are at rest. */
  readonly suspended: boolean;
  /** Path of the server's probes. */
  readonly healthPath: string;
  /** Size in the claim template of Redis: that of a live StatefulSet stands until it is made anew. */
  readonly redisVolume: { readonly size: string; readonly storageClassName?: string };
  /** On the claims of Redis: whose they are (see `OWNER_ANNOTATION`). */
  readonly ownerPath: string;
  /** Hash of the values that the server takes from Secrets and ConfigMaps, by `kind/name/key`; absent where a value is not known. */
  readonly referenceChecksums: Readonly<Record<string, string>>;
}
