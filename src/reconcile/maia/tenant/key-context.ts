import { MANAGED_BY_LABEL, TENANT_LABEL } from './key-labels.ts';
import type { MaiaTenantSpec } from '../../../kinds/maia/tenant-spec.ts';
import type { AdminServer, ServerKey } from '../admin-api.ts';
import type { KeyPlace } from './effect-types.ts';
import type { KeyRecords } from './key-records.ts';
import { KEYS_FINALIZER, type KeySecret, type PresentKeySecret } from './key-secret.ts';
import type { RotationRequests } from './rotation-requests.ts';

export type KeyEntry = MaiaTenantSpec['apiKeys'][number];

/** What decisions about the keys of a tenant are made from. */
export interface KeyContext {
  readonly namespace: string;
  readonly tenantName: string;
  readonly tenantId: string;
  readonly server: AdminServer;
  readonly entries: readonly KeyEntry[];
  readonly secrets: ReadonlyMap<string, KeySecret>;
  /** What the server lists, by hash. */
  readonly listed: ReadonlyMap<string, ServerKey>;
  readonly rotation: RotationRequests;
  /** Why a key that is in no entry goes, for its event. */
  readonly goesBecause: string;
  readonly now: number;
}

/** The Secret of that name if it is there. */
export function presentSecret({ secrets }: KeyContext, name: string): PresentKeySecret | undefined {
  const secret = secrets.get(name);
  return secret?.state === 'present' ? secret : undefined;
}

/** The entry of the spec that is written to a place. */
export function entryAt({ entries }: KeyContext, secret: string, dataKey: string): KeyEntry | undefined {
  return entries.find(({ secretRef }) => secretRef.name === secret && secretRef.key === dataKey);
}

/** The hash of the value that stands where an entry is written, as long as that Secret stays. */
export function standingHash(context: KeyContext, { secretRef }: KeyEntry): string | undefined {
  const secret = presentSecret(context, secretRef.name);
  return secret === undefined || secret.isGoing ? undefined : secret.checksums[secretRef.key];
}

/** Which entry a key on the server belongs to, where several Secrets hold its value: the one of its name, else the first. */
export function holderOf(context: KeyContext, hash: string): KeyEntry | undefined {
  const holders = context.entries.filter((entry) => standingHash(context, entry) === hash);
  return holders.find(({ name }) => name === context.listed.get(hash)?.name) ?? holders[0];
}

/** Records without that of one data key. */
export function withoutRecord(records: KeyRecords, dataKey: string): KeyRecords {
  const { [dataKey]: _dropped, ...others } = records;
  return others;
}

function ownedFields({ finalizers, isGoing }: Pick<PresentKeySecret, 'finalizers' | 'isGoing'>, tenantName: string): Partial<KeyPlace> {
  // What is being deleted takes no new finalizer.
  if (isGoing) return {};
  return {
    labels: { [MANAGED_BY_LABEL]: 'maia-operator', [TENANT_LABEL]: tenantName },
    ...(finalizers.includes(KEYS_FINALIZER) ? {} : { finalizers: [...finalizers, KEYS_FINALIZER] }),
  };
}

/** A data key as effects need it; the Secret is made where it is absent. Of a Secret that is not ours only the data key and our annotation are touched. */
export function placeAt(
  context: Pick<KeyContext, 'namespace' | 'tenantName'>,
  name: string,
  secret: PresentKeySecret | undefined,
  dataKey: string,
  records: KeyRecords,
): KeyPlace {
  const { namespace, tenantName } = context;
  const base = { namespace, secret: name, dataKey, records };
  if (secret === undefined) return { ...base, ...ownedFields({ finalizers: [], isGoing: false }, tenantName) };
  const { resourceVersion, isOurs } = secret;
  return { ...base, resourceVersion, ...(isOurs ? ownedFields(secret, tenantName) : {}) };
}
